// Templates in what an App gets from its groups: they are checked for each App, since the ports
// they may name are the App's. Faults stand where the text does, in the Group.
import { hasTemplate } from '../../engine/lib/template.ts';
import type { Inherited } from '../build/inherited.ts';
import type { Finding } from '../document/finding.ts';
import type { AppDocument } from '../document/spec-document.ts';
import { templateFindings } from '../document/template-rules.ts';

export function inheritedTemplateFindings(
  document: AppDocument,
  inherited: Inherited,
): readonly Finding[] {
  const task = document.body?.spec.task;
  if (task === undefined) return [];
  const own = task.env;
  if (own === null) return [];
  const texts = Object.entries(inherited.env)
    .filter(([name, text]) => hasTemplate(text) && !Object.hasOwn(own ?? {}, name))
    .map(([name, text]) => ({ path: ['spec', 'task', 'env', name], text }));
  return templateFindings(texts, { kind: 'App', ports: task.ports ?? [] }).map((finding) => ({
    ...finding,
    message: `for ${document.name}, ${finding.message}`,
  }));
}
