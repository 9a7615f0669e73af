// Expecting a RepoError, with its three-part message.
import { expect } from 'vitest';
import { RepoError } from '../../../engine/ports/repo.ts';

/** The RepoError that a promise rejects with. */
export async function repoError(promise: Promise<unknown>): Promise<RepoError> {
  const reason = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(RepoError);
  const error = reason as RepoError;
  expect(error.message).toMatch(/^.+: .+: .+$/);
  return error;
}
