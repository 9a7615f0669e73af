// Made from schemas/cli/*.json by `npm run generate`; a test compares. Do not edit.

/**
 * `meridian next`: when it is due, ascending, in ISO 8601 and UTC; fewer than asked for at the timetable's end.
 *
 * Items: `2026-01-31T02:00:00Z`, thousandths only where there are some.
 */
export type NextReport = string[];

export interface CliRoom {
  CommandReports?: CommandReports;
}
/**
 * What commands print with --output json where that isn't an answer of the API.
 */
export interface CommandReports {
  validateReport?: ValidateReport;
  explainReport?: ExplainReport;
  syncReport?: SyncReport;
  rollbackReport?: RollbackReport;
  upReport?: UpReport;
  completionReport?: CompletionReport;
  logLine?: LogLine;
  eventLine?: EventLine;
  simReport?: SimReport;
  nextReport?: NextReport;
}
/**
 * `meridian validate`: what is wrong with a tree of specs, and what is in it.
 */
export interface ValidateReport {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  /**
   * By file, line and column; a bounded number of them.
   */
  faults: FaultReport[];
  /**
   * Of all.
   */
  faultCount: number;
  /**
   * Documents of other tools, passed over.
   */
  ignoredDocuments: number;
  /**
   * What the tree asks for; all 0 when it has faults.
   */
  objects: {
    apps: number;
    jobs: number;
    groups: number;
    quotas: number;
    volumes: number;
    maintenance: number;
  };
}
/**
 * One fault, and what would be right.
 */
export interface FaultReport {
  /**
   * From the tree's root.
   */
  file: string;
  /**
   * From 1.
   */
  line: number;
  /**
   * From 1.
   */
  column: number;
  /**
   * `unknown-field`.
   */
  code: string;
  /**
   * What is.
   */
  message: string;
  /**
   * What would be right.
   */
  hint: string;
}
/**
 * `meridian explain`: what a kind or a field means.
 */
export interface ExplainReport {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  field: ExplainedFieldReport;
  /**
   * What is below it.
   */
  fields: ExplainedFieldReport[];
}
/**
 * One field.
 */
export interface ExplainedFieldReport {
  /**
   * `App.task.ports`.
   */
  path: string;
  type: string;
  required: boolean;
  /**
   * Absent: none.
   */
  default?: {
    [k: string]: unknown;
  };
  unit?: string;
  /**
   * What is legal.
   */
  range?: string;
  description: string;
  /**
   * What of it isn't built yet.
   */
  notYet?: string;
}
/**
 * `meridian sync`: the commit that was fetched, and with --wait what became of it.
 */
export interface SyncReport {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  commit: string;
  /**
   * Its number; absent when it is no longer remembered.
   */
  revision?: number;
  state?: 'applied' | 'faulty' | 'blocked' | 'superseded';
  /**
   * Absent: not waited for.
   */
  outcome?: 'healthy' | 'failed' | 'superseded' | 'timeout';
  /**
   * The outcome, for a person.
   */
  sentence?: string;
  /**
   * Why, one line each.
   */
  reasons?: string[];
}
/**
 * `meridian rollback`: the commit that was made, or with --dry-run would be.
 */
export interface RollbackReport {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  branch: string;
  /**
   * The commit whose tree it has.
   */
  to: string;
  /**
   * Items: A path that changes.
   */
  changes: {
    path: string;
    kind: 'added' | 'changed' | 'removed';
  }[];
  /**
   * Absent: none was made.
   */
  commit?: string;
  /**
   * Where to; absent: not pushed.
   */
  pushed?: string;
}
/**
 * `meridian up`, once it runs.
 */
export interface UpReport {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  /**
   * Of the engine.
   */
  url: string;
  /**
   * Folder.
   */
  data: string;
  /**
   * What is deployed.
   */
  repo: string;
  agents: string[];
  /**
   * What isn't as safe here as it should be.
   */
  warnings: string[];
}
/**
 * `meridian completion`.
 */
export interface CompletionReport {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  shell: 'bash' | 'zsh' | 'fish';
  script: string;
}
/**
 * `meridian logs`: one line for each chunk.
 */
export interface LogLine {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  task: string;
  file: 'stdout' | 'stderr';
  follow: boolean;
  /**
   * UTF-8; what is none is replaced.
   */
  text: string;
}
/**
 * `meridian events --follow`: one line for each event.
 */
export interface EventLine {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  /**
   * Ascending over the life of the store; `--after` takes it.
   */
  number: number;
  /**
   * When (milliseconds since 1970, UTC)
   */
  atMs: number;
  /**
   * `task-running`.
   */
  kind: string;
  /**
   * Object, task or agent.
   */
  subject: string;
  message: string;
}
/**
 * `meridian sim`: what occurred in the worlds, and which broke a rule.
 */
export interface SimReport {
  /**
   * Raised when a field changes its meaning or goes away; new fields come without.
   */
  formatVersion: 1;
  worlds: number;
  events: number;
  /**
   * CPU time of it all (milliseconds)
   */
  cpuMs: number;
  /**
   * Worlds that broke a rule or crashed.
   */
  failed: number;
  /**
   * Rules broken, all worlds together.
   */
  violations: number;
  failures: SimFailure[];
  /**
   * What was to be tried and never occurred.
   */
  zeros: string[];
  /**
   * What occurred how often.
   */
  counts: {
    [k: string]: number;
  };
}
/**
 * A world that failed.
 */
export interface SimFailure {
  seed: number;
  events: number;
  /**
   * The rule.
   */
  invariant?: string;
  /**
   * How it was broken.
   */
  text?: string;
  /**
   * When, of the world's time (milliseconds)
   */
  atMs?: number;
  /**
   * What it crashed with.
   */
  crash?: string;
  /**
   * The command that runs it alone.
   */
  replay: string;
}

/** The schemas of this room by file name. */
export const cliSchemas = {
  "report": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/cli/report.json",
    "title": "CommandReports",
    "description": "What commands print with --output json where that isn't an answer of the API.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "validateReport": {
        "$ref": "#/$defs/ValidateReport"
      },
      "explainReport": {
        "$ref": "#/$defs/ExplainReport"
      },
      "syncReport": {
        "$ref": "#/$defs/SyncReport"
      },
      "rollbackReport": {
        "$ref": "#/$defs/RollbackReport"
      },
      "upReport": {
        "$ref": "#/$defs/UpReport"
      },
      "completionReport": {
        "$ref": "#/$defs/CompletionReport"
      },
      "logLine": {
        "$ref": "#/$defs/LogLine"
      },
      "eventLine": {
        "$ref": "#/$defs/EventLine"
      },
      "simReport": {
        "$ref": "#/$defs/SimReport"
      },
      "nextReport": {
        "$ref": "#/$defs/NextReport"
      }
    },
    "$defs": {
      "NextReport": {
        "description": "`meridian next`: when it is due, ascending, in ISO 8601 and UTC; fewer than asked for at the timetable's end.",
        "type": "array",
        "items": {
          "type": "string",
          "description": "`2026-01-31T02:00:00Z`, thousandths only where there are some."
        }
      },
      "ValidateReport": {
        "description": "`meridian validate`: what is wrong with a tree of specs, and what is in it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "faults",
          "faultCount",
          "ignoredDocuments",
          "objects"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "faults": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/FaultReport"
            },
            "description": "By file, line and column; a bounded number of them."
          },
          "faultCount": {
            "type": "integer",
            "description": "Of all."
          },
          "ignoredDocuments": {
            "type": "integer",
            "description": "Documents of other tools, passed over."
          },
          "objects": {
            "description": "What the tree asks for; all 0 when it has faults.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "apps",
              "jobs",
              "groups",
              "quotas",
              "volumes",
              "maintenance"
            ],
            "properties": {
              "apps": {
                "type": "integer"
              },
              "jobs": {
                "type": "integer"
              },
              "groups": {
                "type": "integer"
              },
              "quotas": {
                "type": "integer"
              },
              "volumes": {
                "type": "integer"
              },
              "maintenance": {
                "type": "integer"
              }
            }
          }
        }
      },
      "FaultReport": {
        "description": "One fault, and what would be right.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "file",
          "line",
          "column",
          "code",
          "message",
          "hint"
        ],
        "properties": {
          "file": {
            "type": "string",
            "description": "From the tree's root."
          },
          "line": {
            "type": "integer",
            "description": "From 1."
          },
          "column": {
            "type": "integer",
            "description": "From 1."
          },
          "code": {
            "type": "string",
            "description": "`unknown-field`."
          },
          "message": {
            "type": "string",
            "description": "What is."
          },
          "hint": {
            "type": "string",
            "description": "What would be right."
          }
        }
      },
      "ExplainReport": {
        "description": "`meridian explain`: what a kind or a field means.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "field",
          "fields"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "field": {
            "$ref": "#/$defs/ExplainedFieldReport"
          },
          "fields": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/ExplainedFieldReport"
            },
            "description": "What is below it."
          }
        }
      },
      "ExplainedFieldReport": {
        "description": "One field.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "path",
          "type",
          "required",
          "description"
        ],
        "properties": {
          "path": {
            "type": "string",
            "description": "`App.task.ports`."
          },
          "type": {
            "type": "string"
          },
          "required": {
            "type": "boolean"
          },
          "default": {
            "description": "Absent: none."
          },
          "unit": {
            "type": "string"
          },
          "range": {
            "type": "string",
            "description": "What is legal."
          },
          "description": {
            "type": "string"
          },
          "notYet": {
            "type": "string",
            "description": "What of it isn't built yet."
          }
        }
      },
      "SyncReport": {
        "description": "`meridian sync`: the commit that was fetched, and with --wait what became of it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "commit"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "commit": {
            "type": "string"
          },
          "revision": {
            "type": "integer",
            "description": "Its number; absent when it is no longer remembered."
          },
          "state": {
            "enum": [
              "applied",
              "faulty",
              "blocked",
              "superseded"
            ]
          },
          "outcome": {
            "enum": [
              "healthy",
              "failed",
              "superseded",
              "timeout"
            ],
            "description": "Absent: not waited for."
          },
          "sentence": {
            "type": "string",
            "description": "The outcome, for a person."
          },
          "reasons": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Why, one line each."
          }
        }
      },
      "RollbackReport": {
        "description": "`meridian rollback`: the commit that was made, or with --dry-run would be.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "branch",
          "to",
          "changes"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "branch": {
            "type": "string"
          },
          "to": {
            "type": "string",
            "description": "The commit whose tree it has."
          },
          "changes": {
            "type": "array",
            "items": {
              "description": "A path that changes.",
              "type": "object",
              "additionalProperties": false,
              "required": [
                "path",
                "kind"
              ],
              "properties": {
                "path": {
                  "type": "string"
                },
                "kind": {
                  "enum": [
                    "added",
                    "changed",
                    "removed"
                  ]
                }
              }
            }
          },
          "commit": {
            "type": "string",
            "description": "Absent: none was made."
          },
          "pushed": {
            "type": "string",
            "description": "Where to; absent: not pushed."
          }
        }
      },
      "UpReport": {
        "description": "`meridian up`, once it runs.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "url",
          "data",
          "repo",
          "agents",
          "warnings"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "url": {
            "type": "string",
            "description": "Of the engine."
          },
          "data": {
            "type": "string",
            "description": "Folder."
          },
          "repo": {
            "type": "string",
            "description": "What is deployed."
          },
          "agents": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "warnings": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "What isn't as safe here as it should be."
          }
        }
      },
      "CompletionReport": {
        "description": "`meridian completion`.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "shell",
          "script"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "shell": {
            "enum": [
              "bash",
              "zsh",
              "fish"
            ]
          },
          "script": {
            "type": "string"
          }
        }
      },
      "LogLine": {
        "description": "`meridian logs`: one line for each chunk.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "task",
          "file",
          "follow",
          "text"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "task": {
            "type": "string"
          },
          "file": {
            "enum": [
              "stdout",
              "stderr"
            ]
          },
          "follow": {
            "type": "boolean"
          },
          "text": {
            "type": "string",
            "description": "UTF-8; what is none is replaced."
          }
        }
      },
      "EventLine": {
        "description": "`meridian events --follow`: one line for each event.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "number",
          "atMs",
          "kind",
          "subject",
          "message"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "number": {
            "type": "integer",
            "description": "Ascending over the life of the store; `--after` takes it."
          },
          "atMs": {
            "type": "integer",
            "description": "When (milliseconds since 1970, UTC)"
          },
          "kind": {
            "type": "string",
            "description": "`task-running`."
          },
          "subject": {
            "type": "string",
            "description": "Object, task or agent."
          },
          "message": {
            "type": "string"
          }
        }
      },
      "SimReport": {
        "description": "`meridian sim`: what occurred in the worlds, and which broke a rule.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "formatVersion",
          "worlds",
          "events",
          "cpuMs",
          "failed",
          "violations",
          "failures",
          "zeros",
          "counts"
        ],
        "properties": {
          "formatVersion": {
            "const": 1,
            "description": "Raised when a field changes its meaning or goes away; new fields come without."
          },
          "worlds": {
            "type": "integer"
          },
          "events": {
            "type": "integer"
          },
          "cpuMs": {
            "type": "integer",
            "description": "CPU time of it all (milliseconds)"
          },
          "failed": {
            "type": "integer",
            "description": "Worlds that broke a rule or crashed."
          },
          "violations": {
            "type": "integer",
            "description": "Rules broken, all worlds together."
          },
          "failures": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/SimFailure"
            }
          },
          "zeros": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "What was to be tried and never occurred."
          },
          "counts": {
            "type": "object",
            "additionalProperties": {
              "type": "integer"
            },
            "description": "What occurred how often."
          }
        }
      },
      "SimFailure": {
        "description": "A world that failed.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "seed",
          "events",
          "replay"
        ],
        "properties": {
          "seed": {
            "type": "integer"
          },
          "events": {
            "type": "integer"
          },
          "invariant": {
            "type": "string",
            "description": "The rule."
          },
          "text": {
            "type": "string",
            "description": "How it was broken."
          },
          "atMs": {
            "type": "integer",
            "description": "When, of the world's time (milliseconds)"
          },
          "crash": {
            "type": "string",
            "description": "What it crashed with."
          },
          "replay": {
            "type": "string",
            "description": "The command that runs it alone."
          }
        }
      }
    }
  }
} as const;
