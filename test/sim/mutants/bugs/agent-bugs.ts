// Of the agent: what it journals, obeys, says and forgets.
import type { PlantedBug } from '../planted-bug.ts';

const core = 'agentd/core/agent-core.ts';
const fence = 'agentd/core/session/fence.ts';
const step = 'agentd/core/task/task-step.ts';
const birth = 'agentd/core/task/task-birth.ts';
const settle = 'agentd/core/task/settle.ts';

export const agentBugs: readonly PlantedBug[] = [
  {
    name: 'claim-skipped',
    breaks: 'a kill before the start says that it never ran, without keeping it from running',
    file: 'agentd/core/task/turn.ts',
    from: "  update(turn, { phase: { kind: 'claiming', end } });\n",
    to: `  if (end.reason === 'killed-before-start') return finish(turn, end);
  update(turn, { phase: { kind: 'claiming', end } });\n`,
    by: ['agent-remembers', 'one-per-slot'],
  },
  {
    name: 'earlier-connection-obeyed',
    breaks: 'an order of an earlier connection that comes late is carried out',
    file: fence,
    from: 'if (envelope.connection !== phase.joined.connection)',
    to: 'if (envelope.connection < 0)',
    by: ['once', 'one-per-slot', 'agent-remembers'],
  },
  {
    name: 'said-taken-for-acknowledged',
    breaks: 'an end counts as acknowledged once it is said: lost on the way, it is lost for good',
    file: 'agentd/core/task/turn.ts',
    from: '    voice: { ...voice, status },',
    to: '    voice: { ...voice, status, ackedSeq: status.seq },',
    by: ['agent-remembers', 'settled'],
  },
  {
    name: 'forgotten-before-acknowledged',
    breaks: 'a task is forgotten before the engine has stored its end',
    file: 'agentd/core/task-table.ts',
    from: 'if (isEndAcked(task) && !wasAcked)',
    to: "if (task.phase.kind === 'ended' && before?.phase.kind !== 'ended')",
    by: ['agent-remembers'],
  },
  {
    name: 'any-acknowledgement-is-of-the-end',
    breaks: 'the acknowledgement of an earlier status is taken for that of the end',
    file: settle,
    from: 'update(turn, { voice: { ...voice, ackedSeq: seq } });',
    to: 'update(turn, { voice: { ...voice, ackedSeq: voice.seq } });',
    by: ['agent-remembers'],
  },
  {
    name: 'numbers-begin-anew',
    breaks: 'what a restarted agent says is taken for old',
    file: 'agentd/core/task/voice.ts',
    from: '  seq: starts * seqSpan,',
    to: '  seq: 0,',
    by: ['stored-before-spoken'],
  },
  {
    name: 'order-not-journalled',
    breaks: 'a task is started whose order could not be written down',
    file: step,
    from: `  if (error !== undefined) {
    notJournalled(turn, error);
    return;
  }`,
    to: '  void error;',
    by: ['rest', 'settled'],
  },
  {
    name: 'order-journalled-after-the-start',
    breaks: 'an agent that dies between start and journal knows nothing of what it started',
    file: birth,
    from: '  return saving(task, birth);',
    to: `  const turn = saving({ ...task, phase: { kind: 'preparing' } }, birth);
  turn.effects.unshift({ kind: 'start', taskId, order, policy: settings.kill });
  return turn;`,
    by: ['rest', 'settled'],
  },
  {
    name: 'unknown-kill-dropped',
    breaks: 'a kill that comes before its order is dropped, and the order is carried out',
    file: core,
    from: 'this.#keep(killedTask({ taskId, taskDigest, wish }, this.#birth()));',
    to: 'void taskDigest;',
    by: ['rest', 'settled'],
  },
  {
    name: 'reboot-not-noticed',
    breaks: 'a task is started again on a machine that was rebooted while it ran',
    file: birth,
    from: '  } else if (task.bootId !== turn.bootId) {\n    claimFor(turn, rebooted(now.nowMs));\n',
    to: '',
    by: ['no-bug'],
  },
  {
    name: 'silence-not-noticed',
    breaks: 'an agent that the engine has given up obeys what was on its way to it',
    file: 'agentd/core/session/session-step.ts',
    from: 'return session.heardMs + Math.ceil(silenceShare * phase.joined.timeoutMs);',
    to: 'return session.heardMs + Math.ceil(3_600 * phase.joined.timeoutMs);',
    by: ['rest'],
  },
];
