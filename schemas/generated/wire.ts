// Made from schemas/wire/*.json by `npm run generate`; a test compares. Do not edit.

export interface WireRoom {
  AgentWire?: AgentWire;
}
/**
 * What engine and agent say to each other over the WebSocket at /v1/agent, subprotocol meridian.agent.v3: one JSON message a frame. New fields are optional, and engines that don't know them close the connection: engines are upgraded first.
 */
export interface AgentWire {
  toEngine?: Register | Report | Refusal | VolumeDestroyed | Pong;
  toAgent?:
    Registered | Rejected | Launch | Kill | Configure | DestroyVolume | Ack | Ping | OpenStream;
}
/**
 * First message of a connection: who the agent is, the highest epoch it has seen, and every task it knows whose end isn't acknowledged.
 */
export interface Register {
  kind: 'register';
  envelope: Envelope;
  agentId: string;
  bootId: string;
  facts: Facts;
  /**
   * @maxItems 10000
   */
  tasks: TaskReport[];
  /**
   * Every persistent volume that is there.
   *
   * @maxItems 10000
   *
   * Items: This interface was referenced by `AgentWire`'s JSON-Schema
   * via the `definition` "VolumeId".
   */
  volumes: string[];
}
/**
 * Fencing: in every message. An agent refuses an epoch lower than the highest it has on disk, and drops what belongs to an earlier connection.
 */
export interface Envelope {
  /**
   * Empty in an agent's first registration.
   */
  clusterId: string;
  epoch: number;
  /**
   * Counts the connections of this engine start; 0 before registration.
   */
  connection: number;
  /**
   * Counts the messages of one direction of one connection, from 0.
   */
  sequence: number;
  /**
   * The engine's: number of the last event in its store when it said this. An agent's: the highest it has heard in its highest epoch, so that a store restored from a backup is noticed. Absent: 0.
   */
  stored?: number;
}
export interface Facts {
  hostname: string;
  version: string;
  /**
   * All that the agent has, as a bundle: at most one of each identity, sorted by it, none empty.
   *
   * @maxItems 1024
   */
  resources: AgentResource[];
  /**
   * Facts for placement, as text; `region` and `zone` say where it stands.
   */
  attributes: {
    [k: string]: string;
  };
  /**
   * @maxItems 256
   */
  capabilities: {
    name: string;
    level: 'enforced' | 'monitoring' | 'missing';
    note: string;
  }[];
}
/**
 * One resource of an agent: its value, and all that makes it another one than its namesake.
 */
export interface AgentResource {
  name: string;
  /**
   * Scalars in 1/1000 of their unit (cpus: cores, mem and disk: MiB); ranges closed, sorted, disjoint; sets sorted.
   */
  value:
    | {
        kind: 'scalar';
        milli: number;
      }
    | {
        kind: 'ranges';
        /**
         * @maxItems 10000
         */
        ranges: [number, number][];
      }
    | {
        kind: 'set';
        /**
         * @maxItems 10000
         */
        items: string[];
      };
  /**
   * Each for a role below that of the one before; the last owns it. Absent: unreserved.
   *
   * @maxItems 32
   */
  reservations?: Reservation[];
  disk?: Disk;
  /**
   * May be taken back at any time.
   */
  revocable?: true;
}
/**
 * `static` by the agent's own flag, `dynamic` by an operation.
 */
export interface Reservation {
  kind: 'static' | 'dynamic';
  role: string;
  /**
   * The slot, run or Volume it was made for, and with which it goes.
   */
  owner?: string;
}
/**
 * Of a resource `disk` that isn't the agent's own.
 */
export interface Disk {
  /**
   * Absent: the agent's own. A mount is one whole file system.
   */
  source?: {
    kind: 'path' | 'mount';
    root: string;
  };
  volume?: {
    id: string;
  };
}
export interface TaskReport {
  taskId: string;
  taskDigest: string;
  /**
   * Host ports of its order, in order: what a store restored from a backup needs to adopt the task.
   *
   * @maxItems 256
   */
  ports?: number[];
  status: Status;
}
/**
 * All that the agent knows of a task; the whole of it each time.
 */
export interface Status {
  state:
    | 'staging'
    | 'starting'
    | 'running'
    | 'killing'
    | 'finished'
    | 'failed'
    | 'killed'
    | 'error'
    | 'lost';
  seq: number;
  reason?: string;
  message?: string;
  phase?: TaskPhase;
  /**
   * When its phase `starting` began, by the agent's clock; absent: it never did.
   */
  startingMs?: number;
  /**
   * When its command began, likewise.
   */
  startedMs?: number;
  /**
   * When its kill began, likewise.
   */
  killingMs?: number;
  endedMs?: number;
  exitCode?: number;
  signal?: string;
  health: 'unknown' | 'healthy' | 'unhealthy';
  healthySinceMs?: number;
  ready: boolean;
  settingsDigest: string;
  /**
   * User and system time of its command and the children it waited for. Of an ended task whose supervisor saw its end.
   */
  cpuMs?: number;
  logTail?: LogTail;
  trial?: {
    settingsDigest: string;
    failed: boolean;
    message?: string;
  };
}
/**
 * How far a task has come that doesn't run yet. Each has a timeout of its own.
 */
export interface TaskPhase {
  /**
   * Files, images, and then its volumes, sandbox and supervisor.
   */
  name: 'fetching' | 'pulling' | 'starting';
  /**
   * By the agent's clock.
   */
  sinceMs: number;
}
/**
 * Newest output of an ended task, each at most the `logTailBytes` of its order as UTF-8: from the start of a line where one fits, bytes that aren't UTF-8 replaced.
 */
export interface LogTail {
  stdout: string;
  stderr: string;
  /**
   * Shortened further because the message had no room; the sandbox has the whole. Absent: no.
   */
  isCut?: boolean;
}
/**
 * A task's status changed. Sent again until acknowledged: after 10 s, doubling to 10 min, and at once after each registration.
 */
export interface Report {
  kind: 'report';
  envelope: Envelope;
  task: TaskReport;
}
/**
 * An order that the agent won't carry out: same id with another digest.
 */
export interface Refusal {
  kind: 'refusal';
  envelope: Envelope;
  taskId: string;
  message: string;
}
/**
 * The volume isn't there any more, or never was. Said when what would be left of it can't be taken for it again.
 */
export interface VolumeDestroyed {
  kind: 'volume-destroyed';
  envelope: Envelope;
  volumeId: string;
}
export interface Pong {
  kind: 'pong';
  envelope: Envelope;
}
/**
 * The agent is admitted (and that is stored). Its envelope carries the connection number that all later messages bear.
 */
export interface Registered {
  kind: 'registered';
  envelope: Envelope;
  /**
   * Silence after which the engine declares the agent unreachable; the agent ends its connection at 0.8 of it. The engine pings every fifth of it.
   */
  agentTimeoutMs: number;
}
/**
 * Not admitted. `gone`: declared gone, so kill everything and stop for good. `stale`: this engine's store is older than what the agent has seen. `cluster`: the agent belongs to another cluster. `busy`: try again later.
 */
export interface Rejected {
  kind: 'rejected';
  envelope: Envelope;
  code: 'gone' | 'stale' | 'cluster' | 'busy';
  message: string;
}
export interface Launch {
  kind: 'launch';
  envelope: Envelope;
  order: Order;
}
/**
 * One launch of one slot. An agent that knows the id does nothing; if the digest differs it answers with a refusal.
 */
export interface Order {
  taskId: string;
  taskDigest: string;
  /**
   * Absent: the agent's default user.
   */
  user?: string;
  /**
   * @minItems 1
   * @maxItems 1
   */
  processes: [
    {
      name: string;
      /**
       * argv; a shell command comes as [/bin/sh, -c, COMMAND].
       *
       * @minItems 1
       * @maxItems 1024
       */
      args: [string, ...string[]];
    }
  ];
  /**
   * Complete but for what only the agent knows: SANDBOX, MESOS_SANDBOX, HOST.
   */
  env: {
    [k: string]: string;
  };
  /**
   * @maxItems 256
   */
  ports: {
    name: string;
    port: number;
    protocol: 'tcp' | 'udp';
  }[];
  resources: Resources;
  /**
   * Persistent volumes, one task's at a time. Absent: none.
   *
   * @maxItems 64
   */
  volumes?: {
    id: string;
    /**
     * Where the task sees it; relative to its sandbox.
     */
    path: string;
    sizeMib: number;
    /**
     * No task is known to have had it: made where it isn't there. Else the task must not start without it.
     */
    isNew: boolean;
  }[];
  settings: Settings;
  /**
   * Enforced by the supervisor, with the kill grace. Absent: none.
   */
  timeoutMs?: number;
  /**
   * Bytes each of stdout and stderr that the report of its end carries. Absent: none.
   */
  logTailBytes?: number;
}
/**
 * Scalars in 1/1000 of their unit (cpus: cores, mem and disk: MiB); ranges closed, sorted, disjoint; sets sorted.
 */
export interface Resources {
  scalars: {
    [k: string]: number;
  };
  ranges: {
    /**
     * @maxItems 10000
     */
    [k: string]: [number, number][];
  };
  sets: {
    /**
     * @maxItems 10000
     */
    [k: string]: string[];
  };
}
/**
 * What may change while the task runs.
 */
export interface Settings {
  digest: string;
  kill: KillPolicy;
  logsMaxBytes: number;
  /**
   * @maxItems 32
   */
  health: Check[];
  /**
   * @maxItems 32
   */
  readiness: Check[];
}
export interface KillPolicy {
  delayMs: number;
  graceMs: number;
  signal: string;
}
/**
 * First probe after delayMs + min(intervalMs, 5000) from the start; the next intervalMs after the end of the one before. Failures before the first success and within graceMs don't count.
 */
export interface Check {
  delayMs: number;
  graceMs: number;
  intervalMs: number;
  timeoutMs: number;
  /**
   * The n-th kills; 0: never.
   */
  maxConsecutiveFailures: number;
  probe:
    | {
        kind: 'http' | 'https';
        port: number;
        path: string;
        /**
         * Absent: 200 to 399.
         *
         * @maxItems 100
         */
        codes?: number[];
      }
    | {
        kind: 'tcp';
        port: number;
      }
    | {
        kind: 'command';
        command: string;
      };
}
/**
 * End a task. For one the agent doesn't know it takes the claim itself and reports it killed.
 */
export interface Kill {
  kind: 'kill';
  envelope: Envelope;
  taskId: string;
  taskDigest: string;
  policy: KillPolicy;
  reason: string;
}
/**
 * New settings for a task that runs. With `trial`, they are tried beside those in force: failures under them are reported and never kill. Without it they replace what is in force and end any trial.
 */
export interface Configure {
  kind: 'configure';
  envelope: Envelope;
  taskId: string;
  settings: Settings;
  trial: boolean;
}
/**
 * Its data is given up. Sent again at each registration until it is destroyed.
 */
export interface DestroyVolume {
  kind: 'destroy-volume';
  envelope: Envelope;
  volumeId: string;
}
/**
 * The status with this number is stored; of an ended task the agent may now forget all but its sandbox.
 */
export interface Ack {
  kind: 'ack';
  envelope: Envelope;
  taskId: string;
  seq: number;
}
export interface Ping {
  kind: 'ping';
  envelope: Envelope;
}
/**
 * Dial /v1/agent/streams/ID with the join token and send the file's bytes as binary frames; close with 1000 at its end, or follow it.
 */
export interface OpenStream {
  kind: 'open-stream';
  envelope: Envelope;
  streamId: string;
  taskId: string;
  file: 'stdout' | 'stderr';
  /**
   * Start this many bytes before the end; absent: from the beginning.
   */
  tailBytes?: number;
  tailLines?: number;
  follow: boolean;
}

/** The schemas of this room by file name. */
export const wireSchemas = {
  "agent": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/wire/agent.json",
    "title": "AgentWire",
    "description": "What engine and agent say to each other over the WebSocket at /v1/agent, subprotocol meridian.agent.v3: one JSON message a frame. New fields are optional, and engines that don't know them close the connection: engines are upgraded first.",
    "type": "object",
    "additionalProperties": false,
    "properties": {
      "toEngine": {
        "$ref": "#/$defs/ToEngine"
      },
      "toAgent": {
        "$ref": "#/$defs/ToAgent"
      }
    },
    "$defs": {
      "Envelope": {
        "description": "Fencing: in every message. An agent refuses an epoch lower than the highest it has on disk, and drops what belongs to an earlier connection.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "clusterId",
          "epoch",
          "connection",
          "sequence"
        ],
        "properties": {
          "clusterId": {
            "type": "string",
            "maxLength": 64,
            "description": "Empty in an agent's first registration."
          },
          "epoch": {
            "type": "integer",
            "minimum": 0
          },
          "connection": {
            "type": "integer",
            "minimum": 0,
            "description": "Counts the connections of this engine start; 0 before registration."
          },
          "sequence": {
            "type": "integer",
            "minimum": 0,
            "description": "Counts the messages of one direction of one connection, from 0."
          },
          "stored": {
            "type": "integer",
            "minimum": 0,
            "description": "The engine's: number of the last event in its store when it said this. An agent's: the highest it has heard in its highest epoch, so that a store restored from a backup is noticed. Absent: 0."
          }
        }
      },
      "ToEngine": {
        "oneOf": [
          {
            "$ref": "#/$defs/Register"
          },
          {
            "$ref": "#/$defs/Report"
          },
          {
            "$ref": "#/$defs/Refusal"
          },
          {
            "$ref": "#/$defs/VolumeDestroyed"
          },
          {
            "$ref": "#/$defs/Pong"
          }
        ]
      },
      "ToAgent": {
        "oneOf": [
          {
            "$ref": "#/$defs/Registered"
          },
          {
            "$ref": "#/$defs/Rejected"
          },
          {
            "$ref": "#/$defs/Launch"
          },
          {
            "$ref": "#/$defs/Kill"
          },
          {
            "$ref": "#/$defs/Configure"
          },
          {
            "$ref": "#/$defs/DestroyVolume"
          },
          {
            "$ref": "#/$defs/Ack"
          },
          {
            "$ref": "#/$defs/Ping"
          },
          {
            "$ref": "#/$defs/OpenStream"
          }
        ]
      },
      "Register": {
        "description": "First message of a connection: who the agent is, the highest epoch it has seen, and every task it knows whose end isn't acknowledged.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "agentId",
          "facts",
          "tasks",
          "volumes",
          "bootId"
        ],
        "properties": {
          "kind": {
            "const": "register"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "agentId": {
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9.-]{0,62}-[0-9a-f]{6}$"
          },
          "bootId": {
            "type": "string",
            "maxLength": 64
          },
          "facts": {
            "$ref": "#/$defs/Facts"
          },
          "tasks": {
            "type": "array",
            "maxItems": 10000,
            "items": {
              "$ref": "#/$defs/TaskReport"
            }
          },
          "volumes": {
            "type": "array",
            "maxItems": 10000,
            "items": {
              "$ref": "#/$defs/VolumeId"
            },
            "description": "Every persistent volume that is there."
          }
        }
      },
      "Facts": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "hostname",
          "version",
          "resources",
          "attributes",
          "capabilities"
        ],
        "properties": {
          "hostname": {
            "type": "string",
            "minLength": 1,
            "maxLength": 255
          },
          "version": {
            "type": "string",
            "maxLength": 64
          },
          "resources": {
            "type": "array",
            "maxItems": 1024,
            "items": {
              "$ref": "#/$defs/AgentResource"
            },
            "description": "All that the agent has, as a bundle: at most one of each identity, sorted by it, none empty."
          },
          "attributes": {
            "type": "object",
            "maxProperties": 256,
            "additionalProperties": {
              "type": "string",
              "maxLength": 1024
            },
            "description": "Facts for placement, as text; `region` and `zone` say where it stands."
          },
          "capabilities": {
            "type": "array",
            "maxItems": 256,
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "name",
                "level",
                "note"
              ],
              "properties": {
                "name": {
                  "type": "string",
                  "maxLength": 64
                },
                "level": {
                  "enum": [
                    "enforced",
                    "monitoring",
                    "missing"
                  ]
                },
                "note": {
                  "type": "string",
                  "maxLength": 512
                }
              }
            }
          }
        }
      },
      "AgentResource": {
        "description": "One resource of an agent: its value, and all that makes it another one than its namesake.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "value"
        ],
        "properties": {
          "name": {
            "type": "string",
            "pattern": "^[A-Za-z_][A-Za-z0-9_.-]{0,62}$"
          },
          "value": {
            "$ref": "#/$defs/ResourceValue"
          },
          "reservations": {
            "type": "array",
            "maxItems": 32,
            "items": {
              "$ref": "#/$defs/Reservation"
            },
            "description": "Each for a role below that of the one before; the last owns it. Absent: unreserved."
          },
          "disk": {
            "$ref": "#/$defs/Disk"
          },
          "revocable": {
            "const": true,
            "description": "May be taken back at any time."
          }
        }
      },
      "ResourceValue": {
        "description": "Scalars in 1/1000 of their unit (cpus: cores, mem and disk: MiB); ranges closed, sorted, disjoint; sets sorted.",
        "oneOf": [
          {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "kind",
              "milli"
            ],
            "properties": {
              "kind": {
                "const": "scalar"
              },
              "milli": {
                "type": "integer",
                "minimum": 1,
                "maximum": 9007199254740991
              }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "kind",
              "ranges"
            ],
            "properties": {
              "kind": {
                "const": "ranges"
              },
              "ranges": {
                "type": "array",
                "maxItems": 10000,
                "items": {
                  "type": "array",
                  "items": {
                    "type": "integer",
                    "minimum": 0
                  },
                  "minItems": 2,
                  "maxItems": 2
                }
              }
            }
          },
          {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "kind",
              "items"
            ],
            "properties": {
              "kind": {
                "const": "set"
              },
              "items": {
                "type": "array",
                "maxItems": 10000,
                "items": {
                  "type": "string",
                  "maxLength": 256
                }
              }
            }
          }
        ]
      },
      "Reservation": {
        "description": "`static` by the agent's own flag, `dynamic` by an operation.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "role"
        ],
        "properties": {
          "kind": {
            "enum": [
              "static",
              "dynamic"
            ]
          },
          "role": {
            "type": "string",
            "maxLength": 128,
            "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$"
          },
          "owner": {
            "type": "string",
            "maxLength": 200,
            "description": "The slot, run or Volume it was made for, and with which it goes."
          }
        }
      },
      "Disk": {
        "description": "Of a resource `disk` that isn't the agent's own.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "source": {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "kind",
              "root"
            ],
            "properties": {
              "kind": {
                "enum": [
                  "path",
                  "mount"
                ]
              },
              "root": {
                "type": "string",
                "pattern": "^/",
                "maxLength": 1024
              }
            },
            "description": "Absent: the agent's own. A mount is one whole file system."
          },
          "volume": {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "id"
            ],
            "properties": {
              "id": {
                "type": "string",
                "minLength": 1,
                "maxLength": 200
              }
            }
          }
        }
      },
      "Resources": {
        "description": "Scalars in 1/1000 of their unit (cpus: cores, mem and disk: MiB); ranges closed, sorted, disjoint; sets sorted.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "scalars",
          "ranges",
          "sets"
        ],
        "properties": {
          "scalars": {
            "type": "object",
            "maxProperties": 256,
            "additionalProperties": {
              "type": "integer",
              "minimum": 0
            }
          },
          "ranges": {
            "type": "object",
            "maxProperties": 256,
            "additionalProperties": {
              "type": "array",
              "maxItems": 10000,
              "items": {
                "type": "array",
                "items": {
                  "type": "integer",
                  "minimum": 0
                },
                "minItems": 2,
                "maxItems": 2
              }
            }
          },
          "sets": {
            "type": "object",
            "maxProperties": 256,
            "additionalProperties": {
              "type": "array",
              "maxItems": 10000,
              "items": {
                "type": "string",
                "maxLength": 256
              }
            }
          }
        }
      },
      "TaskReport": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "taskId",
          "taskDigest",
          "status"
        ],
        "properties": {
          "taskId": {
            "type": "string",
            "maxLength": 200
          },
          "taskDigest": {
            "type": "string",
            "maxLength": 64
          },
          "ports": {
            "type": "array",
            "maxItems": 256,
            "items": {
              "type": "integer",
              "minimum": 1,
              "maximum": 65535
            },
            "description": "Host ports of its order, in order: what a store restored from a backup needs to adopt the task."
          },
          "status": {
            "$ref": "#/$defs/Status"
          }
        }
      },
      "Status": {
        "description": "All that the agent knows of a task; the whole of it each time.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "state",
          "seq",
          "health",
          "ready",
          "settingsDigest"
        ],
        "properties": {
          "state": {
            "enum": [
              "staging",
              "starting",
              "running",
              "killing",
              "finished",
              "failed",
              "killed",
              "error",
              "lost"
            ]
          },
          "seq": {
            "type": "integer",
            "minimum": 1
          },
          "reason": {
            "type": "string",
            "maxLength": 64
          },
          "message": {
            "type": "string",
            "maxLength": 4096
          },
          "phase": {
            "$ref": "#/$defs/TaskPhase"
          },
          "startingMs": {
            "type": "integer",
            "description": "When its phase `starting` began, by the agent's clock; absent: it never did."
          },
          "startedMs": {
            "type": "integer",
            "description": "When its command began, likewise."
          },
          "killingMs": {
            "type": "integer",
            "description": "When its kill began, likewise."
          },
          "endedMs": {
            "type": "integer"
          },
          "exitCode": {
            "type": "integer"
          },
          "signal": {
            "type": "string",
            "maxLength": 16
          },
          "health": {
            "enum": [
              "unknown",
              "healthy",
              "unhealthy"
            ]
          },
          "healthySinceMs": {
            "type": "integer"
          },
          "ready": {
            "type": "boolean"
          },
          "settingsDigest": {
            "type": "string",
            "maxLength": 64
          },
          "cpuMs": {
            "type": "integer",
            "minimum": 0,
            "description": "User and system time of its command and the children it waited for. Of an ended task whose supervisor saw its end."
          },
          "logTail": {
            "$ref": "#/$defs/LogTail"
          },
          "trial": {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "settingsDigest",
              "failed"
            ],
            "properties": {
              "settingsDigest": {
                "type": "string",
                "maxLength": 64
              },
              "failed": {
                "type": "boolean"
              },
              "message": {
                "type": "string",
                "maxLength": 1024
              }
            }
          }
        }
      },
      "TaskPhase": {
        "description": "How far a task has come that doesn't run yet. Each has a timeout of its own.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "sinceMs"
        ],
        "properties": {
          "name": {
            "enum": [
              "fetching",
              "pulling",
              "starting"
            ],
            "description": "Files, images, and then its volumes, sandbox and supervisor."
          },
          "sinceMs": {
            "type": "integer",
            "description": "By the agent's clock."
          }
        }
      },
      "LogTail": {
        "description": "Newest output of an ended task, each at most the `logTailBytes` of its order as UTF-8: from the start of a line where one fits, bytes that aren't UTF-8 replaced.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "stdout",
          "stderr"
        ],
        "properties": {
          "stdout": {
            "type": "string",
            "maxLength": 65536
          },
          "stderr": {
            "type": "string",
            "maxLength": 65536
          },
          "isCut": {
            "type": "boolean",
            "description": "Shortened further because the message had no room; the sandbox has the whole. Absent: no."
          }
        }
      },
      "Report": {
        "description": "A task's status changed. Sent again until acknowledged: after 10 s, doubling to 10 min, and at once after each registration.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "task"
        ],
        "properties": {
          "kind": {
            "const": "report"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "task": {
            "$ref": "#/$defs/TaskReport"
          }
        }
      },
      "Refusal": {
        "description": "An order that the agent won't carry out: same id with another digest.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "taskId",
          "message"
        ],
        "properties": {
          "kind": {
            "const": "refusal"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "taskId": {
            "type": "string",
            "maxLength": 200
          },
          "message": {
            "type": "string",
            "maxLength": 1024
          }
        }
      },
      "VolumeId": {
        "type": "string",
        "minLength": 1,
        "maxLength": 300
      },
      "VolumeDestroyed": {
        "description": "The volume isn't there any more, or never was. Said when what would be left of it can't be taken for it again.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "volumeId"
        ],
        "properties": {
          "kind": {
            "const": "volume-destroyed"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "volumeId": {
            "$ref": "#/$defs/VolumeId"
          }
        }
      },
      "DestroyVolume": {
        "description": "Its data is given up. Sent again at each registration until it is destroyed.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "volumeId"
        ],
        "properties": {
          "kind": {
            "const": "destroy-volume"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "volumeId": {
            "$ref": "#/$defs/VolumeId"
          }
        }
      },
      "Pong": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope"
        ],
        "properties": {
          "kind": {
            "const": "pong"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          }
        }
      },
      "Registered": {
        "description": "The agent is admitted (and that is stored). Its envelope carries the connection number that all later messages bear.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "agentTimeoutMs"
        ],
        "properties": {
          "kind": {
            "const": "registered"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "agentTimeoutMs": {
            "type": "integer",
            "minimum": 1,
            "description": "Silence after which the engine declares the agent unreachable; the agent ends its connection at 0.8 of it. The engine pings every fifth of it."
          }
        }
      },
      "Rejected": {
        "description": "Not admitted. `gone`: declared gone, so kill everything and stop for good. `stale`: this engine's store is older than what the agent has seen. `cluster`: the agent belongs to another cluster. `busy`: try again later.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "code",
          "message"
        ],
        "properties": {
          "kind": {
            "const": "rejected"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "code": {
            "enum": [
              "gone",
              "stale",
              "cluster",
              "busy"
            ]
          },
          "message": {
            "type": "string",
            "maxLength": 1024
          }
        }
      },
      "Launch": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "order"
        ],
        "properties": {
          "kind": {
            "const": "launch"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "order": {
            "$ref": "#/$defs/Order"
          }
        }
      },
      "Order": {
        "description": "One launch of one slot. An agent that knows the id does nothing; if the digest differs it answers with a refusal.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "taskId",
          "taskDigest",
          "processes",
          "env",
          "ports",
          "resources",
          "settings"
        ],
        "properties": {
          "taskId": {
            "type": "string",
            "maxLength": 200
          },
          "taskDigest": {
            "type": "string",
            "maxLength": 64
          },
          "user": {
            "type": "string",
            "maxLength": 64,
            "description": "Absent: the agent's default user."
          },
          "processes": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "name",
                "args"
              ],
              "properties": {
                "name": {
                  "type": "string",
                  "maxLength": 63
                },
                "args": {
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 1024,
                  "items": {
                    "type": "string"
                  },
                  "description": "argv; a shell command comes as [/bin/sh, -c, COMMAND]."
                }
              }
            }
          },
          "env": {
            "type": "object",
            "maxProperties": 4096,
            "additionalProperties": {
              "type": "string"
            },
            "description": "Complete but for what only the agent knows: SANDBOX, MESOS_SANDBOX, HOST."
          },
          "ports": {
            "type": "array",
            "maxItems": 256,
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "name",
                "port",
                "protocol"
              ],
              "properties": {
                "name": {
                  "type": "string",
                  "maxLength": 63
                },
                "port": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 65535
                },
                "protocol": {
                  "enum": [
                    "tcp",
                    "udp"
                  ]
                }
              }
            }
          },
          "resources": {
            "$ref": "#/$defs/Resources"
          },
          "volumes": {
            "type": "array",
            "maxItems": 64,
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "id",
                "path",
                "sizeMib",
                "isNew"
              ],
              "properties": {
                "id": {
                  "$ref": "#/$defs/VolumeId"
                },
                "path": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 255,
                  "description": "Where the task sees it; relative to its sandbox."
                },
                "sizeMib": {
                  "type": "integer",
                  "minimum": 1
                },
                "isNew": {
                  "type": "boolean",
                  "description": "No task is known to have had it: made where it isn't there. Else the task must not start without it."
                }
              }
            },
            "description": "Persistent volumes, one task's at a time. Absent: none."
          },
          "settings": {
            "$ref": "#/$defs/Settings"
          },
          "timeoutMs": {
            "type": "integer",
            "minimum": 1,
            "description": "Enforced by the supervisor, with the kill grace. Absent: none."
          },
          "logTailBytes": {
            "type": "integer",
            "minimum": 0,
            "maximum": 65536,
            "description": "Bytes each of stdout and stderr that the report of its end carries. Absent: none."
          }
        }
      },
      "Settings": {
        "description": "What may change while the task runs.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "digest",
          "kill",
          "logsMaxBytes",
          "health",
          "readiness"
        ],
        "properties": {
          "digest": {
            "type": "string",
            "maxLength": 64
          },
          "kill": {
            "$ref": "#/$defs/KillPolicy"
          },
          "logsMaxBytes": {
            "type": "integer",
            "minimum": 4096
          },
          "health": {
            "type": "array",
            "maxItems": 32,
            "items": {
              "$ref": "#/$defs/Check"
            }
          },
          "readiness": {
            "type": "array",
            "maxItems": 32,
            "items": {
              "$ref": "#/$defs/Check"
            }
          }
        }
      },
      "KillPolicy": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "delayMs",
          "graceMs",
          "signal"
        ],
        "properties": {
          "delayMs": {
            "type": "integer",
            "minimum": 0
          },
          "graceMs": {
            "type": "integer",
            "minimum": 0
          },
          "signal": {
            "type": "string",
            "pattern": "^SIG[A-Z0-9]{2,10}$"
          }
        }
      },
      "Check": {
        "description": "First probe after delayMs + min(intervalMs, 5000) from the start; the next intervalMs after the end of the one before. Failures before the first success and within graceMs don't count.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "delayMs",
          "graceMs",
          "intervalMs",
          "timeoutMs",
          "maxConsecutiveFailures",
          "probe"
        ],
        "properties": {
          "delayMs": {
            "type": "integer",
            "minimum": 0
          },
          "graceMs": {
            "type": "integer",
            "minimum": 0
          },
          "intervalMs": {
            "type": "integer",
            "minimum": 1
          },
          "timeoutMs": {
            "type": "integer",
            "minimum": 1
          },
          "maxConsecutiveFailures": {
            "type": "integer",
            "minimum": 0,
            "description": "The n-th kills; 0: never."
          },
          "probe": {
            "oneOf": [
              {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "kind",
                  "port",
                  "path"
                ],
                "properties": {
                  "kind": {
                    "enum": [
                      "http",
                      "https"
                    ]
                  },
                  "port": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 65535
                  },
                  "path": {
                    "type": "string",
                    "maxLength": 2048
                  },
                  "codes": {
                    "type": "array",
                    "maxItems": 100,
                    "items": {
                      "type": "integer",
                      "minimum": 100,
                      "maximum": 599
                    },
                    "description": "Absent: 200 to 399."
                  }
                }
              },
              {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "kind",
                  "port"
                ],
                "properties": {
                  "kind": {
                    "const": "tcp"
                  },
                  "port": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 65535
                  }
                }
              },
              {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "kind",
                  "command"
                ],
                "properties": {
                  "kind": {
                    "const": "command"
                  },
                  "command": {
                    "type": "string",
                    "maxLength": 65536
                  }
                }
              }
            ]
          }
        }
      },
      "Kill": {
        "description": "End a task. For one the agent doesn't know it takes the claim itself and reports it killed.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "taskId",
          "taskDigest",
          "policy",
          "reason"
        ],
        "properties": {
          "kind": {
            "const": "kill"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "taskId": {
            "type": "string",
            "maxLength": 200
          },
          "taskDigest": {
            "type": "string",
            "maxLength": 64
          },
          "policy": {
            "$ref": "#/$defs/KillPolicy"
          },
          "reason": {
            "type": "string",
            "maxLength": 1024
          }
        }
      },
      "Configure": {
        "description": "New settings for a task that runs. With `trial`, they are tried beside those in force: failures under them are reported and never kill. Without it they replace what is in force and end any trial.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "taskId",
          "settings",
          "trial"
        ],
        "properties": {
          "kind": {
            "const": "configure"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "taskId": {
            "type": "string",
            "maxLength": 200
          },
          "settings": {
            "$ref": "#/$defs/Settings"
          },
          "trial": {
            "type": "boolean"
          }
        }
      },
      "Ack": {
        "description": "The status with this number is stored; of an ended task the agent may now forget all but its sandbox.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "taskId",
          "seq"
        ],
        "properties": {
          "kind": {
            "const": "ack"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "taskId": {
            "type": "string",
            "maxLength": 200
          },
          "seq": {
            "type": "integer",
            "minimum": 1
          }
        }
      },
      "Ping": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope"
        ],
        "properties": {
          "kind": {
            "const": "ping"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          }
        }
      },
      "OpenStream": {
        "description": "Dial /v1/agent/streams/ID with the join token and send the file's bytes as binary frames; close with 1000 at its end, or follow it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "kind",
          "envelope",
          "streamId",
          "taskId",
          "file",
          "follow"
        ],
        "properties": {
          "kind": {
            "const": "open-stream"
          },
          "envelope": {
            "$ref": "#/$defs/Envelope"
          },
          "streamId": {
            "type": "string",
            "maxLength": 64
          },
          "taskId": {
            "type": "string",
            "maxLength": 200
          },
          "file": {
            "enum": [
              "stdout",
              "stderr"
            ]
          },
          "tailBytes": {
            "type": "integer",
            "minimum": 0,
            "description": "Start this many bytes before the end; absent: from the beginning."
          },
          "tailLines": {
            "type": "integer",
            "minimum": 0
          },
          "follow": {
            "type": "boolean"
          }
        }
      }
    }
  }
} as const;
