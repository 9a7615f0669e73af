// The engine's messages become typed data here, once, at the edge.
import { Checker } from '../../engine/lib/check.ts';
import { type AgentWire, wireSchemas } from '../../schemas/generated/wire.ts';

export type ToAgent = NonNullable<AgentWire['toAgent']>;

export type Parsed =
  | { readonly kind: 'message'; readonly message: ToAgent }
  | { readonly kind: 'fault'; readonly text: string };

const definitions: Readonly<Record<ToAgent['kind'], string>> = {
  registered: 'Registered',
  rejected: 'Rejected',
  launch: 'Launch',
  kill: 'Kill',
  configure: 'Configure',
  'destroy-volume': 'DestroyVolume',
  ack: 'Ack',
  ping: 'Ping',
  'open-stream': 'OpenStream',
};

const fault = (text: string): Parsed => ({ kind: 'fault', text });

/** A parser with its compiled schemas. What it says of a fault holds no value of the message. */
export function messageParser(): (text: string) => Parsed {
  const { agent } = wireSchemas;
  const checker = new Checker({ schemas: [agent], firstOnly: true });
  return (text) => {
    const value = parseJson(text);
    const kind = (value as { kind?: unknown } | undefined)?.kind;
    if (typeof kind !== 'string' || !Object.hasOwn(definitions, kind))
      return fault('not a message of meridian.agent.v3');
    const definition = definitions[kind as ToAgent['kind']];
    const [first] = checker.violations(`${agent.$id}#/$defs/${definition}`, value);
    if (first === undefined) return { kind: 'message', message: value as ToAgent };
    return fault(`${kind}: ${first.path.join('.')} ${first.message}`);
  };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
