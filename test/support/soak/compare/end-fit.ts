// Whether an end in history is the one that the task wrote of itself.

import { termExitCode } from '../task-script.ts';
import { endLineOf, type RecordLine } from './task-record.ts';
import type { StoryEnd, TaskStory } from './task-story.ts';

export interface EndInHistory {
  readonly end: StoryEnd;
  readonly story: TaskStory;
  readonly isOrphaned: boolean;
}

/** What doesn't fit, in words; undefined when it fits. */
export function endFault(
  lines: readonly RecordLine[],
  { end, story, isOrphaned }: EndInHistory,
): string | undefined {
  const { text } = end;
  const said = recordedEnd(lines);
  const fits = (...those: readonly Recorded[]): string | undefined =>
    those.includes(said) ? undefined : `its record: ${said}`;
  if (text.startsWith('agent-unreachable:')) return givenUpFault(story, said);
  if (text.startsWith('supervisor-lost:'))
    return isOrphaned ? undefined : 'nobody killed its supervisor';
  if (text.startsWith('killed-before-start:')) return fits('no record');
  // It may have ended by itself between its last failed check and the signal.
  if (text.startsWith('unhealthy:'))
    return said.startsWith('own end') ? undefined : fits('told to end', 'no end');
  const killed = /^killed: [\s\S]*; (.+)$/.exec(text);
  if (killed) return killedFault(killed[1] ?? '', { fits, isOrphaned });
  const own = /^exit code (\d+)(:|$)/.exec(text);
  if (own) return fits(`own end ${Number(own[1])}`);
  return 'no such end is expected';
}

/** It may go on for a while after this end: what became of it is in the record alone. */
function givenUpFault(story: TaskStory, said: Recorded): string | undefined {
  if (story.givenUpMs === undefined) return 'its agent never was unreachable';
  return story.hasRun && said === 'no record' ? 'it ran and wrote nothing' : undefined;
}

type Recorded = 'no record' | 'no end' | 'told to end' | `own end ${number}`;

function recordedEnd(lines: readonly RecordLine[]): Recorded {
  if (lines.length === 0) return 'no record';
  const line = endLineOf(lines);
  if (line === undefined) return 'no end';
  return line.word === 'term' ? 'told to end' : `own end ${line.exitCode ?? -1}`;
}

interface KilledCase {
  readonly fits: (...those: readonly Recorded[]) => string | undefined;
  readonly isOrphaned: boolean;
}

function killedFault(how: string, { fits, isOrphaned }: KilledCase): string | undefined {
  if (how === 'its supervisor is gone')
    return isOrphaned ? undefined : 'nobody killed its supervisor';
  // The signal came before the script had set its trap.
  if (how === 'ended by SIGTERM') return fits('no record');
  if (how === 'ended by SIGKILL') return fits('no end');
  const code = Number(/^exit code (\d+)$/.exec(how)?.[1] ?? -1);
  return code === termExitCode ? fits('told to end') : fits(`own end ${code}`);
}
