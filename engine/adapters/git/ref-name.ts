// What is followed: HEAD (the remote's default branch), a commit by its full id, a full ref name
// (`refs/pull/420/head`), or a short name, which is a branch or a tag. The rules for names are
// git's own (git-check-ref-format), and stricter where a name could be taken for an option.
import { RepoError } from '../../ports/repo.ts';

export type Followed =
  | { readonly kind: 'head' }
  | { readonly kind: 'commit'; readonly id: string }
  | { readonly kind: 'full'; readonly ref: string }
  | { readonly kind: 'short'; readonly name: string };

const idPattern = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Whether the text is a full object id (SHA-1 or SHA-256), in lower case. */
export function isObjectId(text: string): boolean {
  return idPattern.test(text);
}

export function parseRef(text: string): Followed {
  if (text === 'HEAD') return { kind: 'head' };
  if (isObjectId(text.toLowerCase())) return { kind: 'commit', id: text.toLowerCase() };
  if (!isRefName(text)) {
    const shown = JSON.stringify(text.slice(0, 80));
    throw new RepoError(
      'refused',
      `ref ${shown}: isn't a name that git allows: ` +
        'give a branch, a tag, refs/..., HEAD or a commit id',
    );
  }
  return text.startsWith('refs/') ? { kind: 'full', ref: text } : { kind: 'short', name: text };
}

/** git-check-ref-format's rules, with one level allowed, and no leading `-`. */
export function isRefName(text: string): boolean {
  if (text.length === 0 || text.length > 255 || text === '@') return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|^-|\.$/.test(text)) return false;
  return text.split('/').every((part) => /^[^.]/.test(part) && !part.endsWith('.lock'));
}

export function describeFollowed(followed: Followed): string {
  switch (followed.kind) {
    case 'head':
      return 'HEAD';
    case 'commit':
      return followed.id;
    case 'full':
      return followed.ref;
    case 'short':
      return followed.name;
  }
}
