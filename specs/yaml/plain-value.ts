// A syntax tree to plain values, by the core schema. The values of maps called env, labels and
// variables are texts: a scalar there is its source, so that 1.10 stays "1.10" and yes stays
// "yes". Aliases are bounded in number and in what they unfold to; `<<` is no key; keys are unique.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
} from 'yaml';
import { coreScalar } from './core-scalar.ts';
import type { OffsetFault } from './offset-fault.ts';
import { maxDepth } from './yaml-documents.ts';

/** Aliases in one document at most. */
const maxAliases = 100;
/** Nodes that aliases unfold to in one document at most. */
const maxUnfolded = 10_000;
/** Faults told of one document at most. */
const maxFaults = 100;

export interface PlainValue {
  readonly value: unknown;
  readonly faults: readonly OffsetFault[];
}

interface Place {
  readonly depth: number;
  /** Scalars here are their source text. */
  readonly isText: boolean;
}

const textMaps = new Set(['env', 'labels', 'variables']);
const coreTags = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'];
const knownTags = new Set(coreTags.map((name) => `tag:yaml.org,2002:${name}`));

export function plainValue(document: Document): PlainValue {
  const reader = new Reader();
  const value = reader.read(document.contents, { depth: 1, isText: false });
  return { value, faults: reader.faults };
}

class Reader {
  readonly faults: OffsetFault[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #aliases = 0;
  #unfolded = 0;
  #isUnfolding = false;

  read(node: Node | null, place: Place): unknown {
    if (node === null || !this.#hasRoom(node, place)) return null;
    if (isAlias(node)) return this.#alias(node, place);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (node.tag !== undefined && !knownTags.has(node.tag))
      this.#fault(node, {
        code: 'custom-tag',
        message: `the tag ${node.tag}`,
        hint: `only those of the core schema: !!${coreTags.join(', !!')}`,
      });
    if (isScalar(node)) return scalarValue(node, place.isText);
    this.#open.add(node);
    const value = this.#collection(node, { depth: place.depth + 1, isText: place.isText });
    this.#open.delete(node);
    return value;
  }

  #hasRoom(node: Node, place: Place): boolean {
    if (this.#isUnfolding) this.#unfolded += 1;
    if (this.#unfolded > maxUnfolded || place.depth > maxDepth + 1) {
      this.#bomb(node);
      return false;
    }
    return true;
  }

  #bomb(node: Node): void {
    if (this.faults.some((fault) => fault.code === 'alias-bomb')) return;
    this.#fault(node, {
      code: 'alias-bomb',
      message: `more than ${maxAliases} aliases, or ${maxUnfolded} nodes they unfold to`,
      hint: 'write it out, or give it in a Group',
    });
  }

  #alias(node: Alias, place: Place): unknown {
    this.#aliases += 1;
    const target = this.#anchors.get(node.source);
    if (this.#aliases > maxAliases) this.#bomb(node);
    else if (node.source === '')
      return null; // A fault of the syntax, told with it.
    else if (target === undefined || this.#open.has(target))
      this.#fault(node, {
        code: 'bad-alias',
        message:
          target === undefined ? `no anchor &${node.source}` : `*${node.source} holds itself`,
        hint: 'an alias names an anchor that stands before it',
      });
    else return this.#unfold(target, place);
    return null;
  }

  #unfold(target: Node, place: Place): unknown {
    const before = this.#isUnfolding;
    this.#isUnfolding = true;
    const value = this.read(target, place);
    this.#isUnfolding = before;
    return value;
  }

  #collection(node: Node, place: Place): unknown {
    if (isSeq(node))
      return node.items.map((item) => this.read(item as Node | null, { ...place, isText: false }));
    const map: Record<string, unknown> = {};
    if (!isMap(node)) return map;
    for (const pair of node.items) {
      const key = this.#key(pair.key as Node | null, node, map);
      const isText = place.isText || (key !== undefined && textMaps.has(key));
      const value = this.read(pair.value as Node | null, { depth: place.depth, isText });
      if (key !== undefined) map[key] = value;
    }
    return map;
  }

  /** The key's text, or undefined after a fault. */
  #key(node: Node | null, map: Node, taken: object): string | undefined {
    if (node !== null && !isScalar(node)) {
      this.#fault(node, {
        code: 'bad-key',
        message: 'a key that is no text',
        hint: 'write a name',
      });
      return undefined;
    }
    const key = keyText(node);
    if (key !== '<<' && key !== '__proto__' && !Object.hasOwn(taken, key)) return key;
    this.#fault(node ?? map, keyFault(key));
    return undefined;
  }

  #fault(node: Node, text: Omit<OffsetFault, 'offset'>): void {
    if (this.faults.length >= maxFaults) return;
    this.faults.push({ offset: node.range?.[0] ?? 0, ...text });
  }
}

/** By the core schema. What is quoted, a block, or has the tag !!str, is a text. */
function scalarValue(node: Scalar, isText: boolean): unknown {
  const source = node.source ?? '';
  if (node.type !== 'PLAIN' || node.tag === 'tag:yaml.org,2002:str') return source;
  const value = coreScalar(source);
  return isText && value !== null ? source : value;
}

/** A key's text as written. */
export const keyText = (node: unknown): string =>
  isScalar(node) ? (node.source ?? String(node.value ?? '')) : '';

function keyFault(key: string): Omit<OffsetFault, 'offset'> {
  if (key === '<<')
    return {
      code: 'merge-key',
      message: 'the merge key <<',
      hint: 'YAML 1.2 has none: write it out, or give it in a Group',
    };
  if (key === '__proto__') return { code: 'bad-key', message: 'the key __proto__', hint: '' };
  return { code: 'duplicate-key', message: `${key} stands here twice`, hint: 'keep one of them' };
}
