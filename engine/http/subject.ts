// What a name means: an app by its path, a task by its id, an agent by its id or name.
import { suggest } from '../lib/suggest.ts';
import { agentId, objectName, type TaskId } from '../model/ids.ts';
import { Problem } from '../model/problem.ts';
import type { AgentEntry, AppEntry, Tables, TaskEntry } from '../step/tables.ts';

export type Subject =
  | { readonly kind: 'app'; readonly app: AppEntry }
  | { readonly kind: 'task'; readonly task: TaskEntry }
  | { readonly kind: 'agent'; readonly agent: AgentEntry };

/** Throws a Problem `not-found` that says what may have been meant. */
export function findSubject(tables: Tables, name: string): Subject {
  const task = tables.tasks.get(name as TaskId);
  if (task) return { kind: 'task', task };
  const app = tables.apps.get(objectName(name)) ?? tables.apps.get(objectName(`/${name}`));
  if (app) return { kind: 'app', app };
  const agent = tables.agents.get(agentId(name)) ?? agentNamed(tables, name);
  if (agent) return { kind: 'agent', agent };
  throw notFound(tables, name, [...tables.apps.keys(), ...tables.agents.keys()]);
}

/** Throws a Problem `not-found`. */
export function findApp(tables: Tables, name: string): AppEntry {
  const app = tables.apps.get(objectName(name));
  if (app) return app;
  throw notFound(tables, name, [...tables.apps.keys()]);
}

/** By the name that its id begins with, where only one that isn't gone has it. */
function agentNamed(tables: Tables, name: string): AgentEntry | undefined {
  const found = [...tables.agents.values()].filter(
    (agent) => agent.presence.kind !== 'gone' && agent.row.id.replace(/-[0-9a-f]{6}$/, '') === name,
  );
  return found.length === 1 ? found[0] : undefined;
}

function notFound(tables: Tables, name: string, known: readonly string[]): Problem {
  const where = name.slice(0, 200);
  const below = [...tables.apps.keys()].filter((app) => app.startsWith(`${name}/`)).sort();
  if (below.length > 0) {
    const what = 'is a group';
    return new Problem('not-found', {
      where,
      what,
      hint: `ask for ${below.slice(0, 5).join(', ')}`,
    });
  }
  const meant = suggest(name.slice(0, 200), known);
  const hint = meant === undefined ? 'see `meridian status`' : `did you mean ${meant}?`;
  return new Problem('not-found', { where, what: 'nothing here has that name', hint });
}
