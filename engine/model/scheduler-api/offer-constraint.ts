// Offer constraints of a framework in one role (mesos.md 1.8), as it states them; what they mean
// is in allocate/constraints.ts.

/** What the constraint looks at: an attribute, or what every agent may say of itself. */
export type ConstraintSubject =
  | { readonly attribute: string }
  | { readonly pseudo: 'hostname' | 'region' | 'zone' };

export type AttributeTest =
  | { readonly kind: 'exists' | 'not-exists' }
  | { readonly kind: 'text-equals' | 'text-not-equals'; readonly value: string }
  /** The whole value matches, or doesn't; RE2's syntax. */
  | { readonly kind: 'text-matches' | 'text-not-matches'; readonly regex: string };

export interface OfferConstraint {
  readonly subject: ConstraintSubject;
  readonly test: AttributeTest;
}

/** One of the groups holds; of a group, all. */
export type OfferConstraints = readonly (readonly OfferConstraint[])[];
