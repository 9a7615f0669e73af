// Where a task lives under the agent's work directory: `tasks/` and its id with `/` as `~`, which
// no name can hold. Beside what the agent journals there are the supervisor's files and the
// sandbox.

export const tasksFolder = (work: string): string => `${work}/tasks`;

const folderName = (taskId: string): string => taskId.replaceAll('/', '~');

export const taskFolder = (work: string, taskId: string): string =>
  `${tasksFolder(work)}/${folderName(taskId)}`;

export const sandboxOf = (work: string, taskId: string): string =>
  `${taskFolder(work, taskId)}/sandbox`;
