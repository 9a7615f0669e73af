// Counts how often a rule made an offer smaller, or prevented one: a test in which a rule never
// binds says nothing of it.
export const bindingKinds = ['guarantee', 'limit', 'reservation', 'filter', 'suppress'] as const;

export type BindingKind = (typeof bindingKinds)[number];

export class Bindings {
  readonly #counts = new Map<BindingKind, number>();

  add(kind: BindingKind): void {
    this.#counts.set(kind, this.of(kind) + 1);
  }

  of(kind: BindingKind): number {
    return this.#counts.get(kind) ?? 0;
  }
}
