// Templates in what an App or Job gets from its groups: they are checked for each, since the ports
// and parents that they may name are the object's own. Faults stand where the text does, in the
// Group.
import { hasTemplate } from '../../engine/lib/template.ts';
import type { Inherited } from '../build/inherited.ts';
import type { Finding } from '../document/finding.ts';
import type { AppDocument, JobDocument } from '../document/spec-document.ts';
import { type TemplateText, templateFindings } from '../document/template-rules.ts';

export function inheritedTemplateFindings(
  document: AppDocument | JobDocument,
  inherited: Inherited,
): readonly Finding[] {
  const texts = inheritedTexts(document, inherited);
  if (texts.length === 0) return [];
  const ports = document.body?.spec.task.ports ?? [];
  return templateFindings(texts, { kind: document.kind, ports }).map((finding) => ({
    ...finding,
    message: `for ${document.name}, ${finding.message}`,
  }));
}

/** Texts with templates that it has from its groups; none of a document that is faulty. */
export function inheritedTexts(
  { body }: AppDocument | JobDocument,
  inherited: Inherited,
): readonly TemplateText[] {
  const own = body?.spec.task.env;
  if (body === undefined || own === null) return [];
  return Object.entries(inherited.env)
    .filter(([name, text]) => hasTemplate(text) && !Object.hasOwn(own ?? {}, name))
    .map(([name, text]) => ({ path: ['spec', 'task', 'env', name], text }));
}
