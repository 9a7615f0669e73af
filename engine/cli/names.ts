// Names and ids as they are typed: what can't be one is told before the engine is asked, with what
// it probably is instead.
import { Problem } from '../model/problem.ts';
import type { Call } from './call.ts';

/** The first argument as an app's name. Throws a Problem. */
export const appName = (call: Call): string => checkedApp(call.command, call.name);

/** An option as an app's name. Throws a Problem. */
export function appOption(call: Call, option: string): string | undefined {
  const text = call.text(option);
  return text === undefined ? undefined : checkedApp(`${call.command} --${option}`, text);
}

/** The first argument as a task's id. Throws a Problem. */
export function taskName(call: Call): string {
  const { name } = call;
  if (/^\/.*[#@].*\.\d+$|^[\w-]+\.\d+:[\w.-]+$/.test(name)) return name;
  const isApp = /^\/[^#@!]+$/.test(name);
  const list = isApp
    ? `see \`meridian tasks --app ${name}\`, of a job \`meridian runs ${name}\``
    : 'see `meridian tasks`';
  const hint = `write one such as /shop/web#0.7; ${list}`;
  throw wrong(call.command, `${quoted(name)} is no task's id`, hint);
}

/** The first argument as a rollout's id. Throws a Problem. */
export function rolloutName(call: Call): string {
  const { name } = call;
  if (/^\/.*!\d+$/.test(name)) return name;
  const hint = "write one such as '/shop/web!4'; see `meridian rollouts`";
  throw wrong(call.command, `${quoted(name)} is no rollout's id`, hint);
}

function checkedApp(where: string, name: string): string {
  const what = `${quoted(name)} is no app's name`;
  const [app = ''] = name.split(/[#!]/);
  if (/^\/.*[#!]/.test(name)) throw wrong(where, what, `that is something of ${app}: write ${app}`);
  if (name === '' || name === '/') throw wrong(where, what, 'write one such as /shop/web');
  if (name.startsWith('/')) return name;
  const hint = name.includes('/')
    ? `names begin with a slash: write /${name}`
    : 'a name is its whole path, such as /shop/web: see `meridian apps`';
  throw wrong(where, what, hint);
}

const wrong = (where: string, what: string, hint: string): Problem =>
  new Problem('bad-request', { where, what, hint });

const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));
