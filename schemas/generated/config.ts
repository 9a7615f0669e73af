// Made from schemas/config/*.json by `npm run generate`; a test compares. Do not edit.

export interface ConfigRoom {
  EngineConfig?: EngineConfig;
}
/**
 * What `meridian engine --config FILE` reads, as YAML or JSON. Relative paths count from the file's folder.
 */
export interface EngineConfig {
  /**
   * Folder of the store, the run history and the repository's mirror. One engine at a time uses it; on a network file system the lock doesn't hold.
   */
  data: string;
  repository: {
    /**
     * Path, file://, ssh:// or https:// of the Git repository that says what is wanted.
     */
    url: string;
    /**
     * Branch, tag, full ref or commit; HEAD is the remote's default branch.
     */
    ref?: string;
    /**
     * Longest single Git operation, in seconds. Too short: large repositories never arrive; too long: a hanging server is noticed late.
     */
    timeoutSeconds?: number;
    /**
     * Private key for ssh.
     */
    sshKeyFile?: string;
    /**
     * Host keys that ssh accepts.
     */
    knownHostsFile?: string;
  };
  listen?: {
    /**
     * Address for agents and the API.
     */
    host?: string;
    /**
     * 0 takes a free one.
     */
    port?: number;
  };
  /**
   * File with the token that agents join with.
   */
  joinTokenFile: string;
  /**
   * File with the token for the API. Without it only a loopback address may be listened on.
   */
  apiTokenFile?: string;
  /**
   * Silence after which an agent is declared unreachable, in seconds (Mesos: 15 s x 5). Too short: a pause of the network replaces what still runs; too long: what is lost comes back late.
   */
  agentTimeoutSeconds?: number;
  /**
   * How long admitted agents are waited for after an engine start, in seconds; and how long a verdict is held, at most, while more than half of the agents are away. Too short: an engine that restarts, or whose own network breaks, replaces what still runs; too long: what was lost meanwhile comes back late.
   */
  agentReregistrationTimeoutSeconds?: number;
  /**
   * How many agents are declared unreachable in how long, at most (Mesos: agent_removal_rate_limit). What an operator declares gone doesn't count.
   */
  agentRemovalLimit?: {
    /**
     * Agents in one period. Too few: when a rack is lost, its last agents are replaced late; too many: an engine that is wrong about its agents replaces them all before anybody sees it.
     */
    agents?: number;
    /**
     * The period, in seconds. Too long: what is lost comes back late; too short: the limit holds nothing back.
     */
    perSeconds?: number;
  };
  /**
   * An offer that its framework hasn't answered for so long is taken back. Absent: never. Too short: slow schedulers never get to use one; too long: one that sits on its offers keeps others from them.
   */
  offerTimeoutSeconds?: number;
  /**
   * Who is offered resources next: `drf` goes by dominant share and weight, so that nobody starves; `random` draws by weight, whatever anyone has.
   */
  allocator?: 'drf' | 'random';
  /**
   * Least level that is logged.
   */
  logLevel?: 'debug' | 'info' | 'warn' | 'error';
}

/** The schemas of this room by file name. */
export const configSchemas = {
  "engine": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/config/engine.json",
    "title": "EngineConfig",
    "description": "What `meridian engine --config FILE` reads, as YAML or JSON. Relative paths count from the file's folder.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "data",
      "repository",
      "joinTokenFile"
    ],
    "properties": {
      "data": {
        "type": "string",
        "minLength": 1,
        "description": "Folder of the store, the run history and the repository's mirror. One engine at a time uses it; on a network file system the lock doesn't hold."
      },
      "repository": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "url"
        ],
        "properties": {
          "url": {
            "type": "string",
            "minLength": 1,
            "description": "Path, file://, ssh:// or https:// of the Git repository that says what is wanted."
          },
          "ref": {
            "type": "string",
            "minLength": 1,
            "default": "HEAD",
            "description": "Branch, tag, full ref or commit; HEAD is the remote's default branch."
          },
          "timeoutSeconds": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3600,
            "default": 60,
            "description": "Longest single Git operation, in seconds. Too short: large repositories never arrive; too long: a hanging server is noticed late."
          },
          "sshKeyFile": {
            "type": "string",
            "description": "Private key for ssh."
          },
          "knownHostsFile": {
            "type": "string",
            "description": "Host keys that ssh accepts."
          }
        }
      },
      "listen": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "host": {
            "type": "string",
            "default": "127.0.0.1",
            "description": "Address for agents and the API."
          },
          "port": {
            "type": "integer",
            "minimum": 0,
            "maximum": 65535,
            "default": 5050,
            "description": "0 takes a free one."
          }
        }
      },
      "joinTokenFile": {
        "type": "string",
        "minLength": 1,
        "description": "File with the token that agents join with."
      },
      "apiTokenFile": {
        "type": "string",
        "minLength": 1,
        "description": "File with the token for the API. Without it only a loopback address may be listened on."
      },
      "agentTimeoutSeconds": {
        "type": "number",
        "minimum": 0.5,
        "maximum": 86400,
        "default": 75,
        "description": "Silence after which an agent is declared unreachable, in seconds (Mesos: 15 s x 5). Too short: a pause of the network replaces what still runs; too long: what is lost comes back late."
      },
      "agentReregistrationTimeoutSeconds": {
        "type": "number",
        "minimum": 0.5,
        "maximum": 86400,
        "default": 600,
        "description": "How long admitted agents are waited for after an engine start, in seconds; and how long a verdict is held, at most, while more than half of the agents are away. Too short: an engine that restarts, or whose own network breaks, replaces what still runs; too long: what was lost meanwhile comes back late."
      },
      "agentRemovalLimit": {
        "type": "object",
        "additionalProperties": false,
        "description": "How many agents are declared unreachable in how long, at most (Mesos: agent_removal_rate_limit). What an operator declares gone doesn't count.",
        "properties": {
          "agents": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100000,
            "default": 20,
            "description": "Agents in one period. Too few: when a rack is lost, its last agents are replaced late; too many: an engine that is wrong about its agents replaces them all before anybody sees it."
          },
          "perSeconds": {
            "type": "number",
            "minimum": 0.5,
            "maximum": 86400,
            "default": 60,
            "description": "The period, in seconds. Too long: what is lost comes back late; too short: the limit holds nothing back."
          }
        }
      },
      "offerTimeoutSeconds": {
        "type": "number",
        "minimum": 1,
        "maximum": 31536000,
        "description": "An offer that its framework hasn't answered for so long is taken back. Absent: never. Too short: slow schedulers never get to use one; too long: one that sits on its offers keeps others from them."
      },
      "allocator": {
        "enum": [
          "drf",
          "random"
        ],
        "default": "drf",
        "description": "Who is offered resources next: `drf` goes by dominant share and weight, so that nobody starves; `random` draws by weight, whatever anyone has."
      },
      "logLevel": {
        "enum": [
          "debug",
          "info",
          "warn",
          "error"
        ],
        "default": "info",
        "description": "Least level that is logged."
      }
    }
  }
} as const;
