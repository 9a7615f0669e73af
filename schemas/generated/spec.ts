// Made from schemas/spec/*.json by `npm run generate`; a test compares. Do not edit.

/**
 * How a new version replaces the old one. A map that merges with what Groups give; null unsets a member.
 */
export type Update = {
  /**
   * minHealthy = ceil(instances x this): no healthy one is stopped below it. 1 needs room for one more; 0 may stop all at once.
   */
  minimumHealth?: number | null;
  /**
   * maxTotal = floor(instances x (1 + this)): no more exist at once.
   */
  maximumOver?: number | null;
  /**
   * Caps how many replacements are unproven at once; absent: no cap.
   */
  batch?: {
    /**
     * The same size for each batch; or sizes.
     */
    size?: number | null;
    /**
     * Growing batches, the last repeats; or size.
     *
     * @minItems 1
     * @maxItems 100
     */
    sizes?: [number, ...number[]] | null;
    /**
     * Start the next batch only when the whole one before is proven.
     */
    wait?: boolean | null;
    /**
     * Bind additions through instances too (Aurora's way).
     */
    additions?: boolean | null;
  } | null;
  /**
   * How long an instance must stay healthy and ready to count.
   */
  watch?: string | null;
  /**
   * Failures of one instance that are forgiven; one more and the instance has failed.
   */
  maxFailuresPerInstance?: number | null;
  /**
   * Failed instances that are forgiven; one more and the rollout has failed.
   */
  maxFailedInstances?: number | null;
  /**
   * What a failed rollout does: back to the last version that was healthy (on the first version ever: pause), stand still, or go on.
   */
  onFailure?: 'rollback' | 'pause' | 'continue' | null;
  /**
   * This long without progress is a failure; stands still while paused, frozen, unplaceable or waiting for a dependency.
   */
  deadline?: string | null;
} | null;

export interface SpecRoom {
  App?: App;
  HealthCheck?: HealthCheck;
  Cluster?: Cluster;
  Group?: Group;
  Job?: Job;
  Maintenance?: Maintenance;
  PlacementRule?: PlacementRule;
  Quota?: Quota;
  ReadinessCheck?: ReadinessCheck;
  Task?: Task;
  Update?: Update;
  Volume?: Volume;
}
/**
 * A service: so many instances of a task, kept running.
 */
export interface App {
  /**
   * Version of the spec language.
   */
  apiVersion: 'meridian/v1';
  /**
   * This kind.
   */
  kind: 'App';
  /**
   * Who it is.
   */
  metadata: {
    /**
     * A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance; its parent path is its group.
     */
    name: string;
    /**
     * For people and filters; change nothing that runs. null unsets what a Group gives.
     */
    labels?: {
      /**
       * A scalar is its source text; null unsets what a Group gives.
       */
      [k: string]: string | number | boolean | null;
    } | null;
  };
  /**
   * What is wanted of it.
   */
  spec: {
    /**
     * Whose resources it uses: a role path. Absent: the nearest Group's, else *. Binds new placements and moves nothing by itself.
     */
    role?: string | null;
    /**
     * How many. 0 stops it and keeps its definition.
     */
    instances?: number;
    task: Task;
    /**
     * Health checks; an app without any is healthy when it runs.
     *
     * @maxItems 32
     */
    health?: HealthCheck[];
    /**
     * Readiness checks: gate rollouts and routing, never kill.
     *
     * @maxItems 32
     */
    readiness?: ReadinessCheck[];
    update?: Update;
    /**
     * Constraints on the agents; replaces a Group's list. Bind new placements and move nothing by themselves. null unsets what a Group gives.
     *
     * @maxItems 32
     */
    placement?: PlacementRule[] | null;
    /**
     * Launch delay after failures of a version.
     */
    backoff?: {
      /**
       * After the first failure.
       */
      initial?: string;
      /**
       * Each further failure multiplies the delay by this.
       */
      factor?: number;
      /**
       * The delay grows no further.
       */
      max?: string;
    };
    /**
     * What becomes of instances whose agent is unreachable. Both count from the moment the agent is declared unreachable.
     */
    unreachable?: {
      /**
       * Then it is replaced; never: waited for.
       */
      inactiveAfter?: string;
      /**
       * Then it is forgotten, and killed if it comes back; never: kept. Not before inactiveAfter.
       */
      expungeAfter?: string;
    };
    /**
     * Which instances go first when there are too many. With volumes of their own, those of the highest numbers do.
     */
    killSelection?: 'youngest-first' | 'oldest-first';
    /**
     * Apps, Jobs or Groups that must be up before its first start and its upgrades, and that are removed after it. An App with instances 0 counts as up.
     *
     * @maxItems 256
     *
     * Items: Name of an App, Job or Group.
     */
    dependsOn?: string[];
    /**
     * Which of the agents that fit is taken: the fullest or the emptiest. Absent: the Cluster's.
     */
    packing?: 'pack' | 'spread';
    /**
     * Who goes first when not all fit.
     */
    priority?: number;
    /**
     * Whether others may take its resources back. revocable: it takes what its agent may take back at any time, and nothing else.
     */
    tier?: 'preferred' | 'preemptible' | 'revocable';
  };
}
/**
 * What one instance of an App, or one attempt of a Job, runs. Exactly one of command and args says what.
 */
export interface Task {
  /**
   * Run by /bin/sh -c. Of what templates fill in at launch only the letters A-Za-z0-9_.:/@#+- may come; pass anything else by env.
   */
  command?: string;
  /**
   * Program and arguments, run without a shell.
   *
   * @minItems 1
   * @maxItems 1024
   *
   * Items: One argument.
   */
  args?: [string, ...string[]];
  /**
   * User on the agent that runs it; absent: the agent's --default-user. root only where the agent has --allow-root. null unsets what a Group gives.
   */
  user?: string | null;
  /**
   * Run in a container; absent: a native process under the agent's own isolation.
   */
  container?: {
    /**
     * Image name and tag.
     */
    image: string;
    /**
     * Network of the container.
     */
    network?: 'host' | 'bridge' | 'none';
  };
  /**
   * Folders that outlive the task, made on the agent where it is placed first; from then on it runs there alone. Each with exactly one of persistent and volume.
   *
   * @maxItems 64
   *
   * Items: One folder; one task's at a time.
   */
  volumes?: {
    /**
     * Where the task sees it, in its sandbox; each once, and none below another.
     */
    path: string;
    /**
     * Size of a folder of each instance's own. It goes with the App; scaled down and up again, instances find theirs. What is made keeps its size. Not in a Job. A bare number is MiB. Too little: nothing is stopped for it, the agent says it in its log.
     */
    persistent?: string | number;
    /**
     * Name of a Volume. One App of one instance may use it, or Jobs, whose runs wait for one another.
     */
    volume?: string;
    /**
     * Absolute path on the agent.
     */
    hostPath?: string;
    /**
     * Read and write, or read only.
     */
    mode?: 'rw' | 'ro';
  }[];
  /**
   * What one instance takes of an agent.
   */
  resources?: {
    /**
     * Share of cpus. Too little: it starves under load; too much: it waits for an agent that has it.
     */
    cpus?: number;
    /**
     * Memory. A bare number is MiB. Too little: killed where the agent enforces limits.
     */
    memory?: string | number;
    /**
     * Disk for the sandbox. A bare number is MiB.
     */
    disk?: string | number;
    /**
     * Whole gpus.
     */
    gpus?: number;
    /**
     * A resource of the agents' own, by name, in its own unit.
     */
    [k: string]: number | string | undefined;
  };
  /**
   * Ports that the task listens on; it is told by PORT, PORT0.. and PORT_NAME.
   *
   * @maxItems 256
   *
   * Items: One port; the first is also PORT.
   */
  ports?: {
    /**
     * Unique in the task; the task is told by PORT_NAME (upper case, - to _). Absent: told by its index alone.
     */
    name?: string;
    /**
     * Port inside the container.
     */
    container?: number;
    /**
     * Port on the agent; 0: any from the agent's range. A fixed port allows one instance an agent.
     */
    host?: number;
    /**
     * Port under which proxies offer the app; 0: none.
     */
    service?: number;
    /**
     * Transport.
     */
    protocol?: 'tcp' | 'udp';
    /**
     * For proxies and discovery; change nothing that runs.
     */
    labels?: {
      /**
       * A scalar is its source text.
       */
      [k: string]: string | number | boolean;
    };
  }[];
  /**
   * Environment. A scalar is its source text: 1.10 stays 1.10, yes stays yes. Names that Meridian sets itself are faults. null unsets what a Group gives.
   */
  env?: {
    /**
     * Text, or a secret by name.
     */
    [k: string]:
      | string
      | number
      | boolean
      | null
      | {
          /**
           * Name of the secret.
           */
          secret: string;
        };
  } | null;
  /**
   * Files put into the sandbox before the start.
   *
   * @maxItems 100
   *
   * Items: One file.
   */
  fetch?: {
    /**
     * Where from.
     */
    uri: string;
    /**
     * Checked before use.
     */
    sha256?: string;
    /**
     * Unpack an archive.
     */
    extract?: boolean;
    /**
     * Make it executable.
     */
    executable?: boolean;
    /**
     * Keep it for other tasks of the agent.
     */
    cache?: boolean;
    /**
     * Folder or name in the sandbox.
     */
    destination?: string;
  }[];
  /**
   * How it is ended. Applied in place: a change restarts nothing.
   */
  kill?: {
    /**
     * From the event instance-leaving, and from leaving the routing, to the signal. 0s may cut off requests under way.
     */
    delay?: string;
    /**
     * From the signal to SIGKILL of the whole process group. Too short loses work; too long holds rollouts up.
     */
    grace?: string;
    /**
     * The first signal.
     */
    signal?:
      | 'SIGTERM'
      | 'SIGINT'
      | 'SIGHUP'
      | 'SIGQUIT'
      | 'SIGABRT'
      | 'SIGALRM'
      | 'SIGUSR1'
      | 'SIGUSR2'
      | 'SIGWINCH'
      | 'SIGCONT'
      | 'SIGKILL';
  };
  /**
   * Bounds of its output. Applied in place: a change restarts nothing.
   */
  logs?: {
    /**
     * Newest bytes that each of stdout and stderr keeps.
     */
    maxSize?: string;
  };
  /**
   * A graph of processes in one task.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: One process.
   */
  processes?: [
    {
      /**
       * Unique in the task.
       */
      name: string;
      /**
       * Run by /bin/sh -c.
       */
      command: string;
      /**
       * Failures until the process counts as failed; 0: no bound.
       */
      maxFailures?: number;
      /**
       * Started again when it ends well.
       */
      daemon?: boolean;
      /**
       * Its end isn't waited for.
       */
      ephemeral?: boolean;
      /**
       * From one start to the next at least.
       */
      minDuration?: string;
      /**
       * Runs when the others have ended.
       */
      final?: boolean;
    },
    ...{
      /**
       * Unique in the task.
       */
      name: string;
      /**
       * Run by /bin/sh -c.
       */
      command: string;
      /**
       * Failures until the process counts as failed; 0: no bound.
       */
      maxFailures?: number;
      /**
       * Started again when it ends well.
       */
      daemon?: boolean;
      /**
       * Its end isn't waited for.
       */
      ephemeral?: boolean;
      /**
       * From one start to the next at least.
       */
      minDuration?: string;
      /**
       * Runs when the others have ended.
       */
      final?: boolean;
    }[]
  ];
  /**
   * Chains of process names: each starts when the one before it has succeeded.
   *
   * @maxItems 100
   */
  order?: string[][];
  /**
   * Processes at once; 0: no bound.
   */
  maxConcurrency?: number;
  /**
   * Time for final processes.
   */
  finalizationWait?: string;
  /**
   * Failed processes until the task fails; 0: no bound.
   */
  maxFailures?: number;
}
/**
 * One health check. The first probe comes delay + min(interval, 5s) after the start, each further one interval after the end of the one before.
 */
export interface HealthCheck {
  /**
   * How it probes: a GET, a connection, or a command in the task's sandbox that must exit with 0.
   */
  kind: 'http' | 'https' | 'tcp' | 'command';
  /**
   * For http, https and tcp: a port of the task by name, by index, or by its host number.
   */
  port?: string | number;
  /**
   * For http and https: what is asked for.
   */
  path?: string;
  /**
   * For http and https: status codes that count as success; absent: 200 to 399.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: One status code.
   */
  codes?: [number, ...number[]];
  /**
   * For command: run by /bin/sh -c in the task's environment.
   */
  command?: string;
  /**
   * From the start to the first interval.
   */
  delay?: string;
  /**
   * Failures before the first success count only after this. Too short kills what starts slowly; too long finds a dead start late.
   */
  grace?: string;
  /**
   * From the end of one probe to the next. Too short loads the task; too long finds failures late.
   */
  interval?: string;
  /**
   * A probe without an answer for this long has failed.
   */
  timeout?: string;
  /**
   * The n-th failure in a row kills the instance; 0: never.
   */
  maxConsecutiveFailures?: number;
}
/**
 * One readiness check: gates rollouts and routing, never kills. The first probe comes delay + min(interval, 5s) after the start.
 */
export interface ReadinessCheck {
  /**
   * How it probes: a GET, a connection, or a command in the task's sandbox that must exit with 0.
   */
  kind: 'http' | 'https' | 'tcp' | 'command';
  /**
   * For http, https and tcp: a port of the task by name, by index, or by its host number.
   */
  port?: string | number;
  /**
   * For http and https: what is asked for.
   */
  path?: string;
  /**
   * For http and https: status codes that count as ready; absent: 200 to 399.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: One status code.
   */
  codes?: [number, ...number[]];
  /**
   * For command: run by /bin/sh -c in the task's environment.
   */
  command?: string;
  /**
   * From the start to the first interval.
   */
  delay?: string;
  /**
   * From the end of one probe to the next. Too long holds rollouts up.
   */
  interval?: string;
  /**
   * A probe without an answer for this long has failed.
   */
  timeout?: string;
}
/**
 * One constraint on the agents. An agent without the attribute matches only unlike.
 */
export interface PlacementRule {
  /**
   * Attribute of the agents, or hostname.
   */
  attribute: string;
  /**
   * unique: no two on one value. cluster: all on one value. group-by: spread over values (of N at least). like, unlike: the whole value matches a regular expression, or doesn't. max-per, limit: N a value at most. is: this value.
   */
  operator: 'unique' | 'cluster' | 'group-by' | 'like' | 'unlike' | 'max-per' | 'is' | 'limit';
  /**
   * unique takes none; cluster and group-by may have one; the others need one. A whole number for group-by, max-per and limit, in quotes.
   */
  value?: string;
}
/**
 * Settings of the whole cluster; one, in meridian.yaml at the root.
 */
export interface Cluster {
  /**
   * Version of the spec language.
   */
  apiVersion: 'meridian/v1';
  /**
   * This kind.
   */
  kind: 'Cluster';
  /**
   * Who it is.
   */
  metadata?: {
    /**
     * For people.
     */
    name?: string;
  };
  /**
   * What is wanted of it.
   */
  spec?: {
    /**
     * Folders, or files, whose .yaml and .yml files are specs; . is the whole repository.
     *
     * @minItems 1
     * @maxItems 256
     *
     * Items: Path from the root of the repository.
     */
    paths?: [string, ...string[]];
    /**
     * Texts for {{ var.NAME }} in tasks and checks.
     */
    variables?: {
      /**
       * A scalar is its source text.
       */
      [k: string]: string | number | boolean;
    };
    /**
     * Changes to specs by place.
     */
    overlays?: {};
    /**
     * How the repository is followed.
     */
    sync?: {
      /**
       * From one look at the repository to the next. Short asks the remote more often; long reacts later.
       */
      interval?: string;
      /**
       * Remove what is no longer committed.
       */
      prune?: boolean;
      /**
       * Mend what differs from the commit.
       */
      selfHeal?: boolean;
      /**
       * A revision that removes more than both of applied objects is blocked until a commit carries the trailer Meridian-Allow-Delete: N.
       */
      massDelete?: {
        /**
         * Of the applied objects.
         */
        fraction?: number;
        /**
         * Objects.
         */
        count?: number;
      };
      /**
       * When revisions may be applied.
       */
      windows?: unknown[];
    };
    /**
     * Whose signed commits are applied.
     */
    verify?: {};
    /**
     * Who is told of what.
     */
    notifications?: {} | unknown[];
    /**
     * Which of the agents that fit is taken: the fullest or the emptiest; Apps and Jobs may override it.
     */
    packing?: 'pack' | 'spread';
  };
}
/**
 * Defaults for every object whose name is below its own. Nearest wins; maps merge by key, lists are replaced, null unsets.
 */
export interface Group {
  /**
   * Version of the spec language.
   */
  apiVersion: 'meridian/v1';
  /**
   * This kind.
   */
  kind: 'Group';
  /**
   * Who it is.
   */
  metadata: {
    /**
     * A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance.
     */
    name: string;
    /**
     * Of the Group itself; those for the objects below are in spec. null unsets what a Group above gives.
     */
    labels?: {
      /**
       * A scalar is its source text; null unsets what a Group above gives.
       */
      [k: string]: string | number | boolean | null;
    } | null;
  };
  /**
   * What it gives to the objects below.
   */
  spec?: {
    /**
     * Whose resources the objects below use; null unsets what a Group above gives.
     */
    role?: string | null;
    /**
     * Labels for the objects below.
     */
    labels?: {
      /**
       * A scalar is its source text; null unsets what a Group above gives.
       */
      [k: string]: string | number | boolean | null;
    } | null;
    /**
     * Parts of the tasks below.
     */
    task?: {
      /**
       * User on the agent that runs the tasks below; null unsets what a Group above gives.
       */
      user?: string | null;
      /**
       * Environment of the tasks below, by name.
       */
      env?: {
        /**
         * Text, or a secret by name.
         */
        [k: string]:
          | string
          | number
          | boolean
          | null
          | {
              /**
               * Name of the secret.
               */
              secret: string;
            };
      } | null;
    };
    update?: Update;
    /**
     * Constraints for the objects below; an object's own list replaces it. null unsets what a Group above gives.
     *
     * @maxItems 32
     */
    placement?: PlacementRule[] | null;
    /**
     * Apps, Jobs or Groups that every App below depends on.
     *
     * @maxItems 256
     *
     * Items: Name of an App, Job or Group.
     */
    dependsOn?: string[];
  };
}
/**
 * A task that runs to completion: on a timetable, after other jobs, or on request. Exactly one of schedule, cron, after and manual says when.
 */
export interface Job {
  /**
   * Version of the spec language.
   */
  apiVersion: 'meridian/v1';
  /**
   * This kind.
   */
  kind: 'Job';
  /**
   * Who it is.
   */
  metadata: {
    /**
     * A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance; its parent path is its group.
     */
    name: string;
    /**
     * For people and filters; change nothing that runs. null unsets what a Group gives.
     */
    labels?: {
      /**
       * A scalar is its source text; null unsets what a Group gives.
       */
      [k: string]: string | number | boolean | null;
    } | null;
  };
  /**
   * What is wanted of it.
   */
  spec: {
    /**
     * Whose resources it uses: a role path. Absent: the nearest Group's, else *. Binds new placements and moves nothing by itself.
     */
    role?: string | null;
    task: Task;
    /**
     * ISO 8601 repeating interval: n times (without n for ever), from a start (empty: when it is first applied), each a period after the one before, reckoned from the start.
     */
    schedule?: string;
    /**
     * Minute, hour, day of month, month and day of week; where both days are restricted either will do.
     */
    cron?: string;
    /**
     * Jobs that it follows: it runs when each of them has succeeded, or failed softly.
     *
     * @minItems 1
     * @maxItems 256
     *
     * Items: Name of a Job.
     */
    after?: [string, ...string[]];
    /**
     * Runs only when asked to, by meridian run NAME.
     */
    manual?: true;
    /**
     * Zone of schedule or cron. A due time that the clocks skip runs at the first instant after it, one that comes twice at the earlier. An offset in the start of schedule wins over it, for the start alone.
     */
    timeZone?: string;
    /**
     * Latest start after the due time, or after what started it; absent: until the next due time, without a timetable for ever. A run that starts later is expired. Too short loses runs when the cluster is full or the engine down.
     */
    startingDeadline?: string;
    /**
     * With schedule or cron: which due times that were missed run after all: the last of them, none, or all.
     */
    catchUp?: 'latest' | 'none' | 'all';
    /**
     * How far catchUp latest or all looks back. Too long runs what nobody waits for any more.
     */
    catchUpWindow?: string;
    /**
     * What becomes of a run that meets one that isn't over: it is skipped (after others: it waits), both run, or the older is cancelled.
     */
    concurrency?: 'forbid' | 'allow' | 'replace';
    /**
     * What follows an attempt that fails or is lost.
     */
    retries?: {
      /**
       * Attempts after the first. 0: a run fails with its first.
       */
      count?: number;
      /**
       * From the end of the first attempt to the second. Not above max.
       */
      delay?: string;
      /**
       * Each further one multiplies the delay by this.
       */
      factor?: number;
      /**
       * The delay grows no further.
       */
      max?: string;
    };
    /**
     * An attempt is killed after this, with task.kill; absent: never. Too short kills what would have succeeded; without one an attempt that hangs holds up all that follow.
     */
    timeout?: string;
    /**
     * A run that failed for good counts as done for the Jobs that follow it.
     */
    softError?: boolean;
    /**
     * What becomes of an attempt whose agent is unreachable.
     */
    unreachable?: {
      /**
       * block: it is waited for, so that it never runs twice at once; replace: it counts as lost.
       */
      after?: 'block' | 'replace';
    };
    /**
     * Whom it belongs to: shown where it fails.
     *
     * @maxItems 32
     *
     * Items: An address.
     */
    owners?: string[];
    /**
     * Nothing but meridian run NAME starts it; what is due until it is resumed counts as missed.
     */
    suspended?: boolean;
    /**
     * What is kept of its runs.
     */
    history?: {
      /**
       * Newest runs kept; older ones are forgotten.
       */
      keep?: number;
    };
    /**
     * Constraints on the agents; replaces a Group's list. Bind new placements and move nothing by themselves. null unsets what a Group gives.
     *
     * @maxItems 32
     */
    placement?: PlacementRule[] | null;
    /**
     * Which of the agents that fit is taken: the fullest or the emptiest. Absent: the Cluster's.
     */
    packing?: 'pack' | 'spread';
    /**
     * Who goes first when not all fit.
     */
    priority?: number;
    /**
     * Whether others may take its resources back. revocable: it takes what its agent may take back at any time, and nothing else.
     */
    tier?: 'preferred' | 'preemptible' | 'revocable';
  };
}
/**
 * A planned absence of agents. From when it is applied they are placed on last; before it starts what runs there is moved, replacements healthy first and never below an App's minimum; once its turn has come (`batch`) nothing is placed on an agent until it ends.
 */
export interface Maintenance {
  /**
   * Version of the spec language.
   */
  apiVersion: 'meridian/v1';
  /**
   * This kind.
   */
  kind: 'Maintenance';
  /**
   * Who it is.
   */
  metadata: {
    /**
     * A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance; its parent path is its group.
     */
    name: string;
    /**
     * For people and filters; change nothing that runs. null unsets what a Group gives, which gives a Maintenance nothing else.
     */
    labels?: {
      /**
       * A scalar is its source text; null unsets what a Group gives.
       */
      [k: string]: string | number | boolean | null;
    } | null;
  };
  /**
   * What is wanted of it. At least one of agents and select says which agents are meant; with both, those of either.
   */
  spec: {
    /**
     * Agents by id, by name (the id without its six digits) or by host name. Where several have a name, all of them are meant.
     *
     * @maxItems 1000
     *
     * Items: One of these.
     */
    agents?: string[];
    /**
     * Agents that meet all of these are meant, those that join later too. None: no agent is.
     *
     * @maxItems 32
     *
     * Items: What an agent must be. One without the attribute meets only unlike.
     */
    select?: {
      /**
       * Attribute of the agents, or hostname.
       */
      attribute: string;
      /**
       * is: this value. like, unlike: the whole value matches a regular expression, or doesn't.
       */
      operator: 'is' | 'like' | 'unlike';
      /**
       * What it is compared with. Numbers compare as numbers: 1.0 is 1.
       */
      value: string;
    }[];
    /**
     * When the agents are taken: an instant with an offset or Z. What still runs there is dealt with by jobs; instances that may not stop yet are still waited for.
     */
    start: string;
    /**
     * From start; then the agents are placed on again as any other. Absent: until the document is deleted.
     */
    duration?: string;
    /**
     * So long before start what runs there begins to be moved. Too short: apps are still being moved when it starts, and runs have no time to finish; too long: agents stand empty.
     */
    drainBefore?: string;
    /**
     * Agents emptied at a time. Too many: replacements find no room; too few: not all are empty at start.
     */
    batch?: number;
    /**
     * Runs that are there when it starts. wait: they are waited for; kill: they are stopped and tried again elsewhere, using up no retry.
     */
    jobs?: 'wait' | 'kill';
  };
}
/**
 * What a role gets of the cluster; one a role.
 */
export interface Quota {
  /**
   * Version of the spec language.
   */
  apiVersion: 'meridian/v1';
  /**
   * This kind.
   */
  kind: 'Quota';
  /**
   * Who it is.
   */
  metadata?: {
    /**
     * For people; absent: the role.
     */
    name?: string;
  };
  /**
   * What is wanted of it.
   */
  spec: {
    /**
     * Whose quota it is: a role path.
     */
    role: string;
    /**
     * Its share when roles compete: twice the weight, twice the dominant share.
     */
    weight?: number;
    /**
     * What the role can count on: kept free for it, whoever else waits. It counts for the roles above it too, whose limits it may not exceed. Not for *.
     */
    guarantee?: {
      /**
       * Cpus.
       */
      cpus?: number;
      /**
       * Memory. A bare number is MiB.
       */
      memory?: string | number;
      /**
       * Disk. A bare number is MiB.
       */
      disk?: string | number;
      /**
       * Whole gpus.
       */
      gpus?: number;
      /**
       * A resource of the agents' own, by name, in its own unit.
       */
      [k: string]: number | string | undefined;
    };
    /**
     * What the role never gets over, with all roles below it. What isn't named has no limit. Nothing that runs is stopped for it. Not for *.
     */
    limit?: {
      /**
       * Cpus.
       */
      cpus?: number;
      /**
       * Memory. A bare number is MiB.
       */
      memory?: string | number;
      /**
       * Disk. A bare number is MiB.
       */
      disk?: string | number;
      /**
       * Whole gpus.
       */
      gpus?: number;
      /**
       * A resource of the agents' own, by name, in its own unit.
       */
      [k: string]: number | string | undefined;
    };
  };
}
/**
 * A folder on some agent that outlives the tasks that use it, one after another. It is made where its first user is placed, which from then on runs there alone; its data goes with it.
 */
export interface Volume {
  /**
   * Version of the spec language.
   */
  apiVersion: 'meridian/v1';
  /**
   * This kind.
   */
  kind: 'Volume';
  /**
   * Who it is.
   */
  metadata: {
    /**
     * A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance; its parent path is its group.
     */
    name: string;
    /**
     * For people and filters; change nothing that runs. null unsets what a Group gives.
     */
    labels?: {
      /**
       * A scalar is its source text; null unsets what a Group gives.
       */
      [k: string]: string | number | boolean | null;
    } | null;
  };
  /**
   * What is wanted of it.
   */
  spec: {
    /**
     * Whose disk it uses: a role path. Absent: the nearest Group's, else *. Who uses it has this role or one below it. Binds a Volume that is still to be made.
     */
    role?: string | null;
    /**
     * How much of the agent's disk is kept for it. A bare number is MiB. What is made keeps its size.
     */
    size: string | number;
  };
}

/** The schemas of this room by file name. */
export const specSchemas = {
  "app": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/app.json",
    "title": "App",
    "description": "A service: so many instances of a task, kept running.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "spec"
    ],
    "properties": {
      "apiVersion": {
        "description": "Version of the spec language.",
        "const": "meridian/v1"
      },
      "kind": {
        "description": "This kind.",
        "const": "App"
      },
      "metadata": {
        "description": "Who it is.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "description": "A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance; its parent path is its group.",
            "type": "string",
            "maxLength": 128,
            "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
            "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
          },
          "labels": {
            "description": "For people and filters; change nothing that runs. null unsets what a Group gives.",
            "type": [
              "object",
              "null"
            ],
            "maxProperties": 100,
            "default": {},
            "propertyNames": {
              "pattern": "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$",
              "x-form": "letters, digits and . _ / -, such as team or example.com/team"
            },
            "additionalProperties": {
              "description": "A scalar is its source text; null unsets what a Group gives.",
              "type": [
                "string",
                "number",
                "boolean",
                "null"
              ],
              "maxLength": 4096
            }
          }
        }
      },
      "spec": {
        "description": "What is wanted of it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "task"
        ],
        "properties": {
          "role": {
            "description": "Whose resources it uses: a role path. Absent: the nearest Group's, else *. Binds new placements and moves nothing by itself.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 128,
            "pattern": "^(\\*|[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$",
            "x-form": "a role such as shop or eng/ads: segments of letters, digits and _ . -, or *",
            "default": "*"
          },
          "instances": {
            "description": "How many. 0 stops it and keeps its definition.",
            "x-unit": "count",
            "type": "integer",
            "minimum": 0,
            "maximum": 100000,
            "default": 1
          },
          "task": {
            "$ref": "task.json"
          },
          "health": {
            "description": "Health checks; an app without any is healthy when it runs.",
            "type": "array",
            "maxItems": 32,
            "default": [],
            "items": {
              "$ref": "check.json"
            }
          },
          "readiness": {
            "description": "Readiness checks: gate rollouts and routing, never kill.",
            "type": "array",
            "maxItems": 32,
            "default": [],
            "items": {
              "$ref": "readiness.json"
            }
          },
          "update": {
            "$ref": "update.json"
          },
          "placement": {
            "description": "Constraints on the agents; replaces a Group's list. Bind new placements and move nothing by themselves. null unsets what a Group gives.",
            "type": [
              "array",
              "null"
            ],
            "maxItems": 32,
            "default": [],
            "items": {
              "$ref": "placement.json"
            }
          },
          "backoff": {
            "description": "Launch delay after failures of a version.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "initial": {
                "description": "After the first failure.",
                "x-unit": "duration",
                "type": "string",
                "x-duration": {
                  "minimum": "0s",
                  "maximum": "1d"
                },
                "default": "1s"
              },
              "factor": {
                "description": "Each further failure multiplies the delay by this.",
                "x-unit": "factor",
                "type": "number",
                "minimum": 1,
                "maximum": 100,
                "x-decimals": 3,
                "default": 1.15
              },
              "max": {
                "description": "The delay grows no further.",
                "x-unit": "duration",
                "type": "string",
                "x-duration": {
                  "minimum": "0s",
                  "maximum": "30d"
                },
                "default": "5m"
              }
            }
          },
          "unreachable": {
            "description": "What becomes of instances whose agent is unreachable. Both count from the moment the agent is declared unreachable.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "inactiveAfter": {
                "description": "Then it is replaced; never: waited for.",
                "x-unit": "duration or never",
                "type": "string",
                "x-duration": {
                  "minimum": "0s",
                  "maximum": "365d",
                  "never": true
                },
                "default": "0s"
              },
              "expungeAfter": {
                "description": "Then it is forgotten, and killed if it comes back; never: kept. Not before inactiveAfter.",
                "x-unit": "duration or never",
                "type": "string",
                "x-duration": {
                  "minimum": "0s",
                  "maximum": "365d",
                  "never": true
                },
                "default": "0s"
              }
            }
          },
          "killSelection": {
            "description": "Which instances go first when there are too many. With volumes of their own, those of the highest numbers do.",
            "enum": [
              "youngest-first",
              "oldest-first"
            ],
            "default": "youngest-first"
          },
          "dependsOn": {
            "description": "Apps, Jobs or Groups that must be up before its first start and its upgrades, and that are removed after it. An App with instances 0 counts as up.",
            "type": "array",
            "maxItems": 256,
            "default": [],
            "items": {
              "description": "Name of an App, Job or Group.",
              "type": "string",
              "maxLength": 128,
              "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
              "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
            }
          },
          "packing": {
            "description": "Which of the agents that fit is taken: the fullest or the emptiest. Absent: the Cluster's.",
            "enum": [
              "pack",
              "spread"
            ],
            "default": "spread"
          },
          "priority": {
            "description": "Who goes first when not all fit.",
            "x-unit": "rank",
            "x-not-yet": "it waits for preemption; leave it at 0",
            "x-carried-out": [
              0
            ],
            "type": "integer",
            "minimum": -1000,
            "maximum": 1000,
            "default": 0
          },
          "tier": {
            "description": "Whether others may take its resources back. revocable: it takes what its agent may take back at any time, and nothing else.",
            "x-not-yet": "it waits for preemption; use preferred or revocable",
            "x-carried-out": [
              "preferred",
              "revocable"
            ],
            "enum": [
              "preferred",
              "preemptible",
              "revocable"
            ],
            "default": "preferred"
          }
        }
      }
    }
  },
  "check": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/check.json",
    "title": "HealthCheck",
    "description": "One health check. The first probe comes delay + min(interval, 5s) after the start, each further one interval after the end of the one before.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "kind"
    ],
    "properties": {
      "kind": {
        "description": "How it probes: a GET, a connection, or a command in the task's sandbox that must exit with 0.",
        "enum": [
          "http",
          "https",
          "tcp",
          "command"
        ]
      },
      "port": {
        "description": "For http, https and tcp: a port of the task by name, by index, or by its host number.",
        "type": [
          "string",
          "integer"
        ],
        "minimum": 0,
        "maximum": 65535,
        "maxLength": 63,
        "default": 0
      },
      "path": {
        "description": "For http and https: what is asked for.",
        "type": "string",
        "pattern": "^/",
        "x-form": "it starts with /",
        "maxLength": 2048,
        "default": "/",
        "x-template": true
      },
      "codes": {
        "description": "For http and https: status codes that count as success; absent: 200 to 399.",
        "x-unit": "status code",
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "items": {
          "description": "One status code.",
          "type": "integer",
          "minimum": 100,
          "maximum": 599
        }
      },
      "command": {
        "description": "For command: run by /bin/sh -c in the task's environment.",
        "type": "string",
        "minLength": 1,
        "maxLength": 65536,
        "x-template": true
      },
      "delay": {
        "description": "From the start to the first interval.",
        "x-unit": "duration",
        "type": "string",
        "x-duration": {
          "minimum": "0s",
          "maximum": "1d"
        },
        "default": "0s"
      },
      "grace": {
        "description": "Failures before the first success count only after this. Too short kills what starts slowly; too long finds a dead start late.",
        "x-unit": "duration",
        "type": "string",
        "x-duration": {
          "minimum": "0s",
          "maximum": "1d"
        },
        "default": "300s"
      },
      "interval": {
        "description": "From the end of one probe to the next. Too short loads the task; too long finds failures late.",
        "x-unit": "duration",
        "type": "string",
        "x-duration": {
          "minimum": "100ms",
          "maximum": "1d"
        },
        "default": "60s"
      },
      "timeout": {
        "description": "A probe without an answer for this long has failed.",
        "x-unit": "duration",
        "type": "string",
        "x-duration": {
          "minimum": "10ms",
          "maximum": "1h"
        },
        "default": "20s"
      },
      "maxConsecutiveFailures": {
        "description": "The n-th failure in a row kills the instance; 0: never.",
        "x-unit": "count",
        "type": "integer",
        "minimum": 0,
        "maximum": 1000,
        "default": 3
      }
    }
  },
  "cluster": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/cluster.json",
    "title": "Cluster",
    "description": "Settings of the whole cluster; one, in meridian.yaml at the root.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "apiVersion",
      "kind"
    ],
    "properties": {
      "apiVersion": {
        "description": "Version of the spec language.",
        "const": "meridian/v1"
      },
      "kind": {
        "description": "This kind.",
        "const": "Cluster"
      },
      "metadata": {
        "description": "Who it is.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "name": {
            "description": "For people.",
            "type": "string",
            "minLength": 1,
            "maxLength": 63,
            "pattern": "^[A-Za-z0-9]([A-Za-z0-9._ -]*[A-Za-z0-9])?$",
            "x-form": "letters, digits, blanks and . _ -"
          }
        }
      },
      "spec": {
        "description": "What is wanted of it.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "paths": {
            "description": "Folders, or files, whose .yaml and .yml files are specs; . is the whole repository.",
            "type": "array",
            "minItems": 1,
            "maxItems": 256,
            "default": [
              "."
            ],
            "items": {
              "description": "Path from the root of the repository.",
              "type": "string",
              "minLength": 1,
              "maxLength": 1024,
              "pattern": "^(?!/)(?!(.*/)?\\.\\.(/|$))[^\\\\]+$",
              "x-form": "a path from the root of the repository such as apps, with / and not starting with one, without .."
            }
          },
          "variables": {
            "description": "Texts for {{ var.NAME }} in tasks and checks.",
            "type": "object",
            "maxProperties": 1000,
            "default": {},
            "propertyNames": {
              "pattern": "^[A-Za-z_][A-Za-z0-9_-]{0,127}$",
              "x-form": "letters, digits and _ -, not starting with a digit, such as REGION"
            },
            "additionalProperties": {
              "description": "A scalar is its source text.",
              "type": [
                "string",
                "number",
                "boolean"
              ],
              "maxLength": 65536
            }
          },
          "overlays": {
            "description": "Changes to specs by place.",
            "x-not-yet": "it waits for environments; keep a branch or a repository for each",
            "type": "object"
          },
          "sync": {
            "description": "How the repository is followed.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "interval": {
                "description": "From one look at the repository to the next. Short asks the remote more often; long reacts later.",
                "x-unit": "duration",
                "type": "string",
                "x-duration": {
                  "minimum": "100ms",
                  "maximum": "1d"
                },
                "default": "10s"
              },
              "prune": {
                "description": "Remove what is no longer committed.",
                "type": "boolean",
                "default": true,
                "x-not-yet": "it waits for environments; the mass-delete guard stops removals by mistake",
                "x-carried-out": [
                  true
                ]
              },
              "selfHeal": {
                "description": "Mend what differs from the commit.",
                "type": "boolean",
                "default": true,
                "x-not-yet": "it waits for environments; meridian pause NAME holds one app still",
                "x-carried-out": [
                  true
                ]
              },
              "massDelete": {
                "description": "A revision that removes more than both of applied objects is blocked until a commit carries the trailer Meridian-Allow-Delete: N.",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "fraction": {
                    "description": "Of the applied objects.",
                    "x-unit": "fraction",
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1,
                    "x-decimals": 3,
                    "default": 0.2
                  },
                  "count": {
                    "description": "Objects.",
                    "x-unit": "count",
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 1000000,
                    "default": 5
                  }
                }
              },
              "windows": {
                "description": "When revisions may be applied.",
                "x-not-yet": "it waits for environments; merge when it may be applied",
                "type": "array"
              }
            }
          },
          "verify": {
            "description": "Whose signed commits are applied.",
            "x-not-yet": "it waits for signed commits; protect the branch at the Git server",
            "type": "object"
          },
          "notifications": {
            "description": "Who is told of what.",
            "x-not-yet": "it waits for notifications; follow the events by meridian events --follow",
            "type": [
              "object",
              "array"
            ]
          },
          "packing": {
            "description": "Which of the agents that fit is taken: the fullest or the emptiest; Apps and Jobs may override it.",
            "enum": [
              "pack",
              "spread"
            ],
            "default": "spread"
          }
        }
      }
    }
  },
  "group": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/group.json",
    "title": "Group",
    "description": "Defaults for every object whose name is below its own. Nearest wins; maps merge by key, lists are replaced, null unsets.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "apiVersion",
      "kind",
      "metadata"
    ],
    "properties": {
      "apiVersion": {
        "description": "Version of the spec language.",
        "const": "meridian/v1"
      },
      "kind": {
        "description": "This kind.",
        "const": "Group"
      },
      "metadata": {
        "description": "Who it is.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "description": "A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance.",
            "type": "string",
            "maxLength": 128,
            "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
            "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
          },
          "labels": {
            "description": "Of the Group itself; those for the objects below are in spec. null unsets what a Group above gives.",
            "type": [
              "object",
              "null"
            ],
            "maxProperties": 100,
            "default": {},
            "propertyNames": {
              "pattern": "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$",
              "x-form": "letters, digits and . _ / -, such as team or example.com/team"
            },
            "additionalProperties": {
              "description": "A scalar is its source text; null unsets what a Group above gives.",
              "type": [
                "string",
                "number",
                "boolean",
                "null"
              ],
              "maxLength": 4096
            }
          }
        }
      },
      "spec": {
        "description": "What it gives to the objects below.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "role": {
            "description": "Whose resources the objects below use; null unsets what a Group above gives.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 128,
            "pattern": "^(\\*|[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$",
            "x-form": "a role such as shop or eng/ads: segments of letters, digits and _ . -, or *"
          },
          "labels": {
            "description": "Labels for the objects below.",
            "type": [
              "object",
              "null"
            ],
            "maxProperties": 100,
            "propertyNames": {
              "pattern": "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$",
              "x-form": "letters, digits and . _ / -, such as team or example.com/team"
            },
            "additionalProperties": {
              "description": "A scalar is its source text; null unsets what a Group above gives.",
              "type": [
                "string",
                "number",
                "boolean",
                "null"
              ],
              "maxLength": 4096
            }
          },
          "task": {
            "description": "Parts of the tasks below.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "user": {
                "description": "User on the agent that runs the tasks below; null unsets what a Group above gives.",
                "type": [
                  "string",
                  "null"
                ],
                "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$",
                "x-form": "the name or number of a user on the agent"
              },
              "env": {
                "description": "Environment of the tasks below, by name.",
                "type": [
                  "object",
                  "null"
                ],
                "maxProperties": 1000,
                "propertyNames": {
                  "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,253}$",
                  "x-form": "letters, digits and _, not starting with a digit, such as MODE"
                },
                "additionalProperties": {
                  "description": "Text, or a secret by name.",
                  "anyOf": [
                    {
                      "description": "Text; null unsets what a Group above gives.",
                      "type": [
                        "string",
                        "number",
                        "boolean",
                        "null"
                      ],
                      "maxLength": 65536,
                      "x-template": true
                    },
                    {
                      "description": "A secret's value.",
                      "x-not-yet": "it waits for secrets; give a path to a file on the agent that holds it",
                      "type": "object",
                      "additionalProperties": false,
                      "required": [
                        "secret"
                      ],
                      "properties": {
                        "secret": {
                          "description": "Name of the secret.",
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 128
                        }
                      }
                    }
                  ]
                }
              }
            }
          },
          "update": {
            "$ref": "update.json"
          },
          "placement": {
            "description": "Constraints for the objects below; an object's own list replaces it. null unsets what a Group above gives.",
            "type": [
              "array",
              "null"
            ],
            "maxItems": 32,
            "items": {
              "$ref": "placement.json"
            }
          },
          "dependsOn": {
            "description": "Apps, Jobs or Groups that every App below depends on.",
            "type": "array",
            "maxItems": 256,
            "default": [],
            "items": {
              "description": "Name of an App, Job or Group.",
              "type": "string",
              "maxLength": 128,
              "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
              "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
            }
          }
        }
      }
    }
  },
  "job": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/job.json",
    "title": "Job",
    "description": "A task that runs to completion: on a timetable, after other jobs, or on request. Exactly one of schedule, cron, after and manual says when.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "spec"
    ],
    "properties": {
      "apiVersion": {
        "description": "Version of the spec language.",
        "const": "meridian/v1"
      },
      "kind": {
        "description": "This kind.",
        "const": "Job"
      },
      "metadata": {
        "description": "Who it is.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "description": "A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance; its parent path is its group.",
            "type": "string",
            "maxLength": 128,
            "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
            "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
          },
          "labels": {
            "description": "For people and filters; change nothing that runs. null unsets what a Group gives.",
            "type": [
              "object",
              "null"
            ],
            "maxProperties": 100,
            "default": {},
            "propertyNames": {
              "pattern": "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$",
              "x-form": "letters, digits and . _ / -, such as team or example.com/team"
            },
            "additionalProperties": {
              "description": "A scalar is its source text; null unsets what a Group gives.",
              "type": [
                "string",
                "number",
                "boolean",
                "null"
              ],
              "maxLength": 4096
            }
          }
        }
      },
      "spec": {
        "description": "What is wanted of it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "task"
        ],
        "x-absent": {
          "in": "a Job",
          "fields": {
            "instances": "a run is one task; concurrency: allow lets runs go side by side",
            "health": "how its task ends says how it went; timeout bounds it",
            "readiness": "nothing is routed to it",
            "update": "an attempt under way goes on; the next one takes the new version",
            "backoff": "retries says when it is tried again",
            "killSelection": "a run is one task",
            "dependsOn": "after names the Jobs that it follows"
          }
        },
        "properties": {
          "role": {
            "description": "Whose resources it uses: a role path. Absent: the nearest Group's, else *. Binds new placements and moves nothing by itself.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 128,
            "pattern": "^(\\*|[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$",
            "x-form": "a role such as shop or eng/ads: segments of letters, digits and _ . -, or *",
            "default": "*"
          },
          "task": {
            "$ref": "task.json"
          },
          "schedule": {
            "description": "ISO 8601 repeating interval: n times (without n for ever), from a start (empty: when it is first applied), each a period after the one before, reckoned from the start.",
            "type": "string",
            "x-form": "R[n]/start/period such as R/2026-01-01T02:00:00Z/PT24H",
            "maxLength": 128
          },
          "cron": {
            "description": "Minute, hour, day of month, month and day of week; where both days are restricted either will do.",
            "type": "string",
            "x-form": "five fields such as 30 2 * * *",
            "maxLength": 256
          },
          "after": {
            "description": "Jobs that it follows: it runs when each of them has succeeded, or failed softly.",
            "type": "array",
            "minItems": 1,
            "maxItems": 256,
            "items": {
              "description": "Name of a Job.",
              "type": "string",
              "maxLength": 128,
              "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
              "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
            }
          },
          "manual": {
            "description": "Runs only when asked to, by meridian run NAME.",
            "const": true
          },
          "timeZone": {
            "description": "Zone of schedule or cron. A due time that the clocks skip runs at the first instant after it, one that comes twice at the earlier. An offset in the start of schedule wins over it, for the start alone.",
            "type": "string",
            "pattern": "^[A-Za-z][A-Za-z0-9_+/-]{0,63}$",
            "x-form": "a zone such as Europe/Berlin",
            "default": "UTC"
          },
          "startingDeadline": {
            "description": "Latest start after the due time, or after what started it; absent: until the next due time, without a timetable for ever. A run that starts later is expired. Too short loses runs when the cluster is full or the engine down.",
            "x-unit": "duration",
            "type": "string",
            "x-duration": {
              "minimum": "1s",
              "maximum": "365d"
            }
          },
          "catchUp": {
            "description": "With schedule or cron: which due times that were missed run after all: the last of them, none, or all.",
            "enum": [
              "latest",
              "none",
              "all"
            ],
            "default": "latest"
          },
          "catchUpWindow": {
            "description": "How far catchUp latest or all looks back. Too long runs what nobody waits for any more.",
            "x-unit": "duration",
            "type": "string",
            "x-duration": {
              "minimum": "0s",
              "maximum": "365d"
            },
            "default": "24h"
          },
          "concurrency": {
            "description": "What becomes of a run that meets one that isn't over: it is skipped (after others: it waits), both run, or the older is cancelled.",
            "enum": [
              "forbid",
              "allow",
              "replace"
            ],
            "default": "forbid"
          },
          "retries": {
            "description": "What follows an attempt that fails or is lost.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "count": {
                "description": "Attempts after the first. 0: a run fails with its first.",
                "x-unit": "count",
                "type": "integer",
                "minimum": 0,
                "maximum": 1000,
                "default": 0
              },
              "delay": {
                "description": "From the end of the first attempt to the second. Not above max.",
                "x-unit": "duration",
                "type": "string",
                "x-duration": {
                  "minimum": "0s",
                  "maximum": "30d"
                },
                "default": "60s"
              },
              "factor": {
                "description": "Each further one multiplies the delay by this.",
                "x-unit": "factor",
                "type": "number",
                "minimum": 1,
                "maximum": 100,
                "x-decimals": 3,
                "default": 1
              },
              "max": {
                "description": "The delay grows no further.",
                "x-unit": "duration",
                "type": "string",
                "x-duration": {
                  "minimum": "0s",
                  "maximum": "30d"
                },
                "default": "1h"
              }
            }
          },
          "timeout": {
            "description": "An attempt is killed after this, with task.kill; absent: never. Too short kills what would have succeeded; without one an attempt that hangs holds up all that follow.",
            "x-unit": "duration",
            "type": "string",
            "x-duration": {
              "minimum": "1s",
              "maximum": "365d"
            }
          },
          "softError": {
            "description": "A run that failed for good counts as done for the Jobs that follow it.",
            "type": "boolean",
            "default": false
          },
          "unreachable": {
            "description": "What becomes of an attempt whose agent is unreachable.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "after": {
                "description": "block: it is waited for, so that it never runs twice at once; replace: it counts as lost.",
                "enum": [
                  "block",
                  "replace"
                ],
                "default": "block"
              }
            }
          },
          "owners": {
            "description": "Whom it belongs to: shown where it fails.",
            "type": "array",
            "maxItems": 32,
            "default": [],
            "items": {
              "description": "An address.",
              "type": "string",
              "maxLength": 254,
              "pattern": "^[^\\s@<>,;]+@[^\\s@<>,;.]+(\\.[^\\s@<>,;.]+)*$",
              "x-form": "an address such as etl@example.com"
            }
          },
          "suspended": {
            "description": "Nothing but meridian run NAME starts it; what is due until it is resumed counts as missed.",
            "type": "boolean",
            "default": false
          },
          "history": {
            "description": "What is kept of its runs.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "keep": {
                "description": "Newest runs kept; older ones are forgotten.",
                "x-unit": "count",
                "type": "integer",
                "minimum": 1,
                "maximum": 10000,
                "default": 100
              }
            }
          },
          "placement": {
            "description": "Constraints on the agents; replaces a Group's list. Bind new placements and move nothing by themselves. null unsets what a Group gives.",
            "type": [
              "array",
              "null"
            ],
            "maxItems": 32,
            "default": [],
            "items": {
              "$ref": "placement.json"
            }
          },
          "packing": {
            "description": "Which of the agents that fit is taken: the fullest or the emptiest. Absent: the Cluster's.",
            "enum": [
              "pack",
              "spread"
            ],
            "default": "spread"
          },
          "priority": {
            "description": "Who goes first when not all fit.",
            "x-unit": "rank",
            "x-not-yet": "it waits for preemption; leave it at 0",
            "x-carried-out": [
              0
            ],
            "type": "integer",
            "minimum": -1000,
            "maximum": 1000,
            "default": 0
          },
          "tier": {
            "description": "Whether others may take its resources back. revocable: it takes what its agent may take back at any time, and nothing else.",
            "x-not-yet": "it waits for preemption; use preferred or revocable",
            "x-carried-out": [
              "preferred",
              "revocable"
            ],
            "enum": [
              "preferred",
              "preemptible",
              "revocable"
            ],
            "default": "preferred"
          }
        }
      }
    }
  },
  "maintenance": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/maintenance.json",
    "title": "Maintenance",
    "description": "A planned absence of agents. From when it is applied they are placed on last; before it starts what runs there is moved, replacements healthy first and never below an App's minimum; once its turn has come (`batch`) nothing is placed on an agent until it ends.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "spec"
    ],
    "properties": {
      "apiVersion": {
        "description": "Version of the spec language.",
        "const": "meridian/v1"
      },
      "kind": {
        "description": "This kind.",
        "const": "Maintenance"
      },
      "metadata": {
        "description": "Who it is.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "description": "A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance; its parent path is its group.",
            "type": "string",
            "maxLength": 128,
            "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
            "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
          },
          "labels": {
            "description": "For people and filters; change nothing that runs. null unsets what a Group gives, which gives a Maintenance nothing else.",
            "type": [
              "object",
              "null"
            ],
            "maxProperties": 100,
            "default": {},
            "propertyNames": {
              "pattern": "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$",
              "x-form": "letters, digits and . _ / -, such as team or example.com/team"
            },
            "additionalProperties": {
              "description": "A scalar is its source text; null unsets what a Group gives.",
              "type": [
                "string",
                "number",
                "boolean",
                "null"
              ],
              "maxLength": 4096
            }
          }
        }
      },
      "spec": {
        "description": "What is wanted of it. At least one of agents and select says which agents are meant; with both, those of either.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "start"
        ],
        "properties": {
          "agents": {
            "description": "Agents by id, by name (the id without its six digits) or by host name. Where several have a name, all of them are meant.",
            "type": "array",
            "maxItems": 1000,
            "default": [],
            "items": {
              "description": "One of these.",
              "type": "string",
              "maxLength": 255,
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]*$",
              "x-form": "an agent's id, name or host name, such as node7-3f9a2c, node7 or node7.example.com"
            }
          },
          "select": {
            "description": "Agents that meet all of these are meant, those that join later too. None: no agent is.",
            "type": "array",
            "maxItems": 32,
            "default": [],
            "items": {
              "description": "What an agent must be. One without the attribute meets only unlike.",
              "type": "object",
              "additionalProperties": false,
              "required": [
                "attribute",
                "operator",
                "value"
              ],
              "properties": {
                "attribute": {
                  "description": "Attribute of the agents, or hostname.",
                  "type": "string",
                  "pattern": "^@?[A-Za-z0-9_][A-Za-z0-9_./-]{0,126}$",
                  "x-form": "an attribute such as rack, or hostname"
                },
                "operator": {
                  "description": "is: this value. like, unlike: the whole value matches a regular expression, or doesn't.",
                  "enum": [
                    "is",
                    "like",
                    "unlike"
                  ]
                },
                "value": {
                  "description": "What it is compared with. Numbers compare as numbers: 1.0 is 1.",
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 256
                }
              }
            }
          },
          "start": {
            "description": "When the agents are taken: an instant with an offset or Z. What still runs there is dealt with by jobs; instances that may not stop yet are still waited for.",
            "x-unit": "instant",
            "type": "string",
            "maxLength": 64,
            "x-form": "such as 2026-12-01T02:00:00+01:00 or 2026-12-01T01:00:00Z"
          },
          "duration": {
            "description": "From start; then the agents are placed on again as any other. Absent: until the document is deleted.",
            "x-unit": "duration",
            "type": "string",
            "x-duration": {
              "minimum": "1s",
              "maximum": "366d"
            }
          },
          "drainBefore": {
            "description": "So long before start what runs there begins to be moved. Too short: apps are still being moved when it starts, and runs have no time to finish; too long: agents stand empty.",
            "x-unit": "duration",
            "type": "string",
            "x-duration": {
              "minimum": "0s",
              "maximum": "30d"
            },
            "default": "15m"
          },
          "batch": {
            "description": "Agents emptied at a time. Too many: replacements find no room; too few: not all are empty at start.",
            "x-unit": "agents",
            "type": "integer",
            "minimum": 1,
            "maximum": 10000,
            "default": 1
          },
          "jobs": {
            "description": "Runs that are there when it starts. wait: they are waited for; kill: they are stopped and tried again elsewhere, using up no retry.",
            "enum": [
              "wait",
              "kill"
            ],
            "default": "wait"
          }
        }
      }
    }
  },
  "placement": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/placement.json",
    "title": "PlacementRule",
    "description": "One constraint on the agents. An agent without the attribute matches only unlike.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "attribute",
      "operator"
    ],
    "properties": {
      "attribute": {
        "description": "Attribute of the agents, or hostname.",
        "type": "string",
        "pattern": "^@?[A-Za-z0-9_][A-Za-z0-9_./-]{0,126}$",
        "x-form": "an attribute such as rack, or hostname"
      },
      "operator": {
        "description": "unique: no two on one value. cluster: all on one value. group-by: spread over values (of N at least). like, unlike: the whole value matches a regular expression, or doesn't. max-per, limit: N a value at most. is: this value.",
        "enum": [
          "unique",
          "cluster",
          "group-by",
          "like",
          "unlike",
          "max-per",
          "is",
          "limit"
        ]
      },
      "value": {
        "description": "unique takes none; cluster and group-by may have one; the others need one. A whole number for group-by, max-per and limit, in quotes.",
        "type": "string",
        "minLength": 1,
        "maxLength": 256
      }
    }
  },
  "quota": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/quota.json",
    "title": "Quota",
    "description": "What a role gets of the cluster; one a role.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "apiVersion",
      "kind",
      "spec"
    ],
    "properties": {
      "apiVersion": {
        "description": "Version of the spec language.",
        "const": "meridian/v1"
      },
      "kind": {
        "description": "This kind.",
        "const": "Quota"
      },
      "metadata": {
        "description": "Who it is.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "name": {
            "description": "For people; absent: the role.",
            "type": "string",
            "minLength": 1,
            "maxLength": 128,
            "pattern": "^(\\*|/?[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$",
            "x-form": "letters, digits and _ . - /, such as shop"
          }
        }
      },
      "spec": {
        "description": "What is wanted of it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "role"
        ],
        "properties": {
          "role": {
            "description": "Whose quota it is: a role path.",
            "type": "string",
            "maxLength": 128,
            "pattern": "^(\\*|[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$",
            "x-form": "a role such as shop or eng/ads: segments of letters, digits and _ . -, or *"
          },
          "weight": {
            "description": "Its share when roles compete: twice the weight, twice the dominant share.",
            "x-unit": "weight",
            "type": "number",
            "minimum": 0.001,
            "maximum": 1000000,
            "x-decimals": 3,
            "default": 1
          },
          "guarantee": {
            "description": "What the role can count on: kept free for it, whoever else waits. It counts for the roles above it too, whose limits it may not exceed. Not for *.",
            "type": "object",
            "propertyNames": {
              "pattern": "^[A-Za-z][A-Za-z0-9_.-]{0,62}$",
              "x-form": "letters, digits and _ . -, starting with a letter, 63 characters at most"
            },
            "additionalProperties": {
              "description": "A resource of the agents' own, by name, in its own unit.",
              "x-known": [
                "cpus",
                "memory",
                "disk",
                "gpus"
              ],
              "type": "number",
              "minimum": 0,
              "maximum": 100000000000,
              "x-decimals": 3
            },
            "properties": {
              "cpus": {
                "description": "Cpus.",
                "x-unit": "cores",
                "type": "number",
                "minimum": 0,
                "maximum": 10000000,
                "x-decimals": 3
              },
              "memory": {
                "description": "Memory. A bare number is MiB.",
                "x-unit": "size",
                "type": [
                  "string",
                  "integer"
                ],
                "x-size": {
                  "minimum": "0MiB",
                  "maximum": "1048576TiB",
                  "whole": "MiB"
                }
              },
              "disk": {
                "description": "Disk. A bare number is MiB.",
                "x-unit": "size",
                "type": [
                  "string",
                  "integer"
                ],
                "x-size": {
                  "minimum": "0MiB",
                  "maximum": "1048576TiB",
                  "whole": "MiB"
                }
              },
              "gpus": {
                "description": "Whole gpus.",
                "x-unit": "gpus",
                "type": "integer",
                "minimum": 0,
                "maximum": 1000000
              }
            }
          },
          "limit": {
            "description": "What the role never gets over, with all roles below it. What isn't named has no limit. Nothing that runs is stopped for it. Not for *.",
            "type": "object",
            "propertyNames": {
              "pattern": "^[A-Za-z][A-Za-z0-9_.-]{0,62}$",
              "x-form": "letters, digits and _ . -, starting with a letter, 63 characters at most"
            },
            "additionalProperties": {
              "description": "A resource of the agents' own, by name, in its own unit.",
              "x-known": [
                "cpus",
                "memory",
                "disk",
                "gpus"
              ],
              "type": "number",
              "minimum": 0,
              "maximum": 100000000000,
              "x-decimals": 3
            },
            "properties": {
              "cpus": {
                "description": "Cpus.",
                "x-unit": "cores",
                "type": "number",
                "minimum": 0,
                "maximum": 10000000,
                "x-decimals": 3
              },
              "memory": {
                "description": "Memory. A bare number is MiB.",
                "x-unit": "size",
                "type": [
                  "string",
                  "integer"
                ],
                "x-size": {
                  "minimum": "0MiB",
                  "maximum": "1048576TiB",
                  "whole": "MiB"
                }
              },
              "disk": {
                "description": "Disk. A bare number is MiB.",
                "x-unit": "size",
                "type": [
                  "string",
                  "integer"
                ],
                "x-size": {
                  "minimum": "0MiB",
                  "maximum": "1048576TiB",
                  "whole": "MiB"
                }
              },
              "gpus": {
                "description": "Whole gpus.",
                "x-unit": "gpus",
                "type": "integer",
                "minimum": 0,
                "maximum": 1000000
              }
            }
          }
        }
      }
    }
  },
  "readiness": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/readiness.json",
    "title": "ReadinessCheck",
    "description": "One readiness check: gates rollouts and routing, never kills. The first probe comes delay + min(interval, 5s) after the start.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "kind"
    ],
    "properties": {
      "kind": {
        "description": "How it probes: a GET, a connection, or a command in the task's sandbox that must exit with 0.",
        "enum": [
          "http",
          "https",
          "tcp",
          "command"
        ]
      },
      "port": {
        "description": "For http, https and tcp: a port of the task by name, by index, or by its host number.",
        "type": [
          "string",
          "integer"
        ],
        "minimum": 0,
        "maximum": 65535,
        "maxLength": 63,
        "default": 0
      },
      "path": {
        "description": "For http and https: what is asked for.",
        "type": "string",
        "pattern": "^/",
        "x-form": "it starts with /",
        "maxLength": 2048,
        "default": "/",
        "x-template": true
      },
      "codes": {
        "description": "For http and https: status codes that count as ready; absent: 200 to 399.",
        "x-unit": "status code",
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "items": {
          "description": "One status code.",
          "type": "integer",
          "minimum": 100,
          "maximum": 599
        }
      },
      "command": {
        "description": "For command: run by /bin/sh -c in the task's environment.",
        "type": "string",
        "minLength": 1,
        "maxLength": 65536,
        "x-template": true
      },
      "delay": {
        "description": "From the start to the first interval.",
        "x-unit": "duration",
        "type": "string",
        "x-duration": {
          "minimum": "0s",
          "maximum": "1d"
        },
        "default": "0s"
      },
      "interval": {
        "description": "From the end of one probe to the next. Too long holds rollouts up.",
        "x-unit": "duration",
        "type": "string",
        "x-duration": {
          "minimum": "100ms",
          "maximum": "1d"
        },
        "default": "30s"
      },
      "timeout": {
        "description": "A probe without an answer for this long has failed.",
        "x-unit": "duration",
        "type": "string",
        "x-duration": {
          "minimum": "10ms",
          "maximum": "1h"
        },
        "default": "10s"
      }
    }
  },
  "task": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/task.json",
    "title": "Task",
    "description": "What one instance of an App, or one attempt of a Job, runs. Exactly one of command and args says what.",
    "type": "object",
    "additionalProperties": false,
    "properties": {
      "command": {
        "description": "Run by /bin/sh -c. Of what templates fill in at launch only the letters A-Za-z0-9_.:/@#+- may come; pass anything else by env.",
        "type": "string",
        "minLength": 1,
        "maxLength": 65536,
        "x-template": true
      },
      "args": {
        "description": "Program and arguments, run without a shell.",
        "type": "array",
        "minItems": 1,
        "maxItems": 1024,
        "items": {
          "description": "One argument.",
          "type": "string",
          "maxLength": 65536,
          "x-template": true
        }
      },
      "user": {
        "description": "User on the agent that runs it; absent: the agent's --default-user. root only where the agent has --allow-root. null unsets what a Group gives.",
        "type": [
          "string",
          "null"
        ],
        "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$",
        "x-form": "the name or number of a user on the agent"
      },
      "container": {
        "description": "Run in a container; absent: a native process under the agent's own isolation.",
        "x-not-yet": "it waits for containers on the agent; run a native process by command or args",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "image"
        ],
        "properties": {
          "image": {
            "description": "Image name and tag.",
            "type": "string",
            "minLength": 1,
            "maxLength": 1024
          },
          "network": {
            "description": "Network of the container.",
            "enum": [
              "host",
              "bridge",
              "none"
            ],
            "default": "host"
          }
        }
      },
      "volumes": {
        "description": "Folders that outlive the task, made on the agent where it is placed first; from then on it runs there alone. Each with exactly one of persistent and volume.",
        "type": "array",
        "maxItems": 64,
        "default": [],
        "items": {
          "description": "One folder; one task's at a time.",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "path"
          ],
          "properties": {
            "path": {
              "description": "Where the task sees it, in its sandbox; each once, and none below another.",
              "type": "string",
              "maxLength": 128,
              "pattern": "^\\.*[A-Za-z0-9_-][A-Za-z0-9._-]*(/\\.*[A-Za-z0-9_-][A-Za-z0-9._-]*){0,2}$",
              "x-form": "a name such as data, or a path such as var/lib/db: at most three segments of letters, digits and . _ -, from the sandbox"
            },
            "persistent": {
              "description": "Size of a folder of each instance's own. It goes with the App; scaled down and up again, instances find theirs. What is made keeps its size. Not in a Job. A bare number is MiB. Too little: nothing is stopped for it, the agent says it in its log.",
              "x-unit": "size",
              "type": [
                "string",
                "integer"
              ],
              "x-size": {
                "minimum": "1MiB",
                "maximum": "1024TiB",
                "whole": "MiB"
              }
            },
            "volume": {
              "description": "Name of a Volume. One App of one instance may use it, or Jobs, whose runs wait for one another.",
              "type": "string",
              "maxLength": 128,
              "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
              "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
            },
            "hostPath": {
              "description": "Absolute path on the agent.",
              "x-not-yet": "it waits for folders of the agent's in a task; use persistent or volume, or name the path in command",
              "type": "string",
              "pattern": "^/",
              "x-form": "it starts with /",
              "maxLength": 1024
            },
            "mode": {
              "description": "Read and write, or read only.",
              "x-not-yet": "it waits for mounts on the agent; leave it at rw",
              "x-carried-out": [
                "rw"
              ],
              "enum": [
                "rw",
                "ro"
              ],
              "default": "rw"
            }
          }
        }
      },
      "resources": {
        "description": "What one instance takes of an agent.",
        "type": "object",
        "additionalProperties": {
          "description": "A resource of the agents' own, by name, in its own unit.",
          "x-known": [
            "cpus",
            "memory",
            "disk",
            "gpus"
          ],
          "x-not-yet": "it waits for resources of one's own in the allocator; take cpus, memory and disk",
          "type": "number",
          "minimum": 0,
          "x-decimals": 3
        },
        "properties": {
          "cpus": {
            "description": "Share of cpus. Too little: it starves under load; too much: it waits for an agent that has it.",
            "x-unit": "cores",
            "type": "number",
            "minimum": 0.001,
            "maximum": 4096,
            "x-decimals": 3,
            "default": 0.1
          },
          "memory": {
            "description": "Memory. A bare number is MiB. Too little: killed where the agent enforces limits.",
            "x-unit": "size",
            "type": [
              "string",
              "integer"
            ],
            "x-size": {
              "minimum": "1MiB",
              "maximum": "64TiB",
              "whole": "MiB"
            },
            "default": "32MiB"
          },
          "disk": {
            "description": "Disk for the sandbox. A bare number is MiB.",
            "x-unit": "size",
            "type": [
              "string",
              "integer"
            ],
            "x-size": {
              "minimum": "0MiB",
              "maximum": "1024TiB",
              "whole": "MiB"
            },
            "default": "0MiB"
          },
          "gpus": {
            "description": "Whole gpus.",
            "x-unit": "gpus",
            "x-not-yet": "it waits for gpus on the agent; leave it out",
            "type": "integer",
            "minimum": 0,
            "maximum": 1024,
            "default": 0,
            "x-carried-out": [
              0
            ]
          }
        }
      },
      "ports": {
        "description": "Ports that the task listens on; it is told by PORT, PORT0.. and PORT_NAME.",
        "type": "array",
        "maxItems": 256,
        "default": [],
        "items": {
          "description": "One port; the first is also PORT.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "name": {
              "description": "Unique in the task; the task is told by PORT_NAME (upper case, - to _). Absent: told by its index alone.",
              "type": "string",
              "pattern": "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$",
              "x-form": "a-z 0-9 -, starting with a letter, such as http"
            },
            "container": {
              "description": "Port inside the container.",
              "x-unit": "port",
              "x-not-yet": "it waits for containers on the agent; a native process listens on $PORT",
              "type": "integer",
              "minimum": 0,
              "maximum": 65535
            },
            "host": {
              "description": "Port on the agent; 0: any from the agent's range. A fixed port allows one instance an agent.",
              "x-unit": "port",
              "type": "integer",
              "minimum": 0,
              "maximum": 65535,
              "default": 0
            },
            "service": {
              "description": "Port under which proxies offer the app; 0: none.",
              "x-unit": "port",
              "type": "integer",
              "minimum": 0,
              "maximum": 65535,
              "default": 0
            },
            "protocol": {
              "description": "Transport.",
              "enum": [
                "tcp",
                "udp"
              ],
              "default": "tcp"
            },
            "labels": {
              "description": "For proxies and discovery; change nothing that runs.",
              "type": "object",
              "maxProperties": 100,
              "default": {},
              "propertyNames": {
                "pattern": "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$",
                "x-form": "letters, digits and . _ / -, such as team or example.com/team"
              },
              "additionalProperties": {
                "description": "A scalar is its source text.",
                "type": [
                  "string",
                  "number",
                  "boolean"
                ],
                "maxLength": 4096
              }
            }
          }
        }
      },
      "env": {
        "description": "Environment. A scalar is its source text: 1.10 stays 1.10, yes stays yes. Names that Meridian sets itself are faults. null unsets what a Group gives.",
        "type": [
          "object",
          "null"
        ],
        "maxProperties": 1000,
        "default": {},
        "propertyNames": {
          "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,253}$",
          "x-form": "letters, digits and _, not starting with a digit, such as MODE"
        },
        "additionalProperties": {
          "description": "Text, or a secret by name.",
          "anyOf": [
            {
              "description": "Text; null unsets what a Group gives.",
              "type": [
                "string",
                "number",
                "boolean",
                "null"
              ],
              "maxLength": 65536,
              "x-template": true
            },
            {
              "description": "A secret's value.",
              "x-not-yet": "it waits for secrets; give a path to a file on the agent that holds it",
              "type": "object",
              "additionalProperties": false,
              "required": [
                "secret"
              ],
              "properties": {
                "secret": {
                  "description": "Name of the secret.",
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 128
                }
              }
            }
          ]
        }
      },
      "fetch": {
        "description": "Files put into the sandbox before the start.",
        "x-not-yet": "it waits for the agent's fetcher; fetch in command, such as curl -fsS URL | tar xz",
        "type": "array",
        "maxItems": 100,
        "items": {
          "description": "One file.",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "uri"
          ],
          "properties": {
            "uri": {
              "description": "Where from.",
              "type": "string",
              "minLength": 1,
              "maxLength": 4096
            },
            "sha256": {
              "description": "Checked before use.",
              "type": "string",
              "pattern": "^[0-9a-f]{64}$",
              "x-form": "64 hex digits"
            },
            "extract": {
              "description": "Unpack an archive.",
              "type": "boolean",
              "default": true
            },
            "executable": {
              "description": "Make it executable.",
              "type": "boolean",
              "default": false
            },
            "cache": {
              "description": "Keep it for other tasks of the agent.",
              "type": "boolean",
              "default": false
            },
            "destination": {
              "description": "Folder or name in the sandbox.",
              "type": "string",
              "minLength": 1,
              "maxLength": 1024,
              "default": "."
            }
          }
        }
      },
      "kill": {
        "description": "How it is ended. Applied in place: a change restarts nothing.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "delay": {
            "description": "From the event instance-leaving, and from leaving the routing, to the signal. 0s may cut off requests under way.",
            "x-unit": "duration",
            "type": "string",
            "x-duration": {
              "minimum": "0s",
              "maximum": "1h"
            },
            "default": "0s"
          },
          "grace": {
            "description": "From the signal to SIGKILL of the whole process group. Too short loses work; too long holds rollouts up.",
            "x-unit": "duration",
            "type": "string",
            "x-duration": {
              "minimum": "0s",
              "maximum": "1d"
            },
            "default": "3s"
          },
          "signal": {
            "description": "The first signal.",
            "enum": [
              "SIGTERM",
              "SIGINT",
              "SIGHUP",
              "SIGQUIT",
              "SIGABRT",
              "SIGALRM",
              "SIGUSR1",
              "SIGUSR2",
              "SIGWINCH",
              "SIGCONT",
              "SIGKILL"
            ],
            "default": "SIGTERM"
          }
        }
      },
      "logs": {
        "description": "Bounds of its output. Applied in place: a change restarts nothing.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "maxSize": {
            "description": "Newest bytes that each of stdout and stderr keeps.",
            "x-unit": "size",
            "type": "string",
            "x-size": {
              "minimum": "4KiB",
              "maximum": "1TiB",
              "whole": "B"
            },
            "default": "50MiB"
          }
        }
      },
      "processes": {
        "description": "A graph of processes in one task.",
        "x-not-yet": "it waits for process graphs on the agent; run one command",
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "items": {
          "description": "One process.",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "name",
            "command"
          ],
          "properties": {
            "name": {
              "description": "Unique in the task.",
              "type": "string",
              "pattern": "^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,62})$",
              "x-form": "letters, digits and _ . -"
            },
            "command": {
              "description": "Run by /bin/sh -c.",
              "type": "string",
              "minLength": 1,
              "maxLength": 65536,
              "x-template": true
            },
            "maxFailures": {
              "description": "Failures until the process counts as failed; 0: no bound.",
              "x-unit": "count",
              "type": "integer",
              "minimum": 0,
              "maximum": 100,
              "default": 1
            },
            "daemon": {
              "description": "Started again when it ends well.",
              "type": "boolean",
              "default": false
            },
            "ephemeral": {
              "description": "Its end isn't waited for.",
              "type": "boolean",
              "default": false
            },
            "minDuration": {
              "description": "From one start to the next at least.",
              "x-unit": "duration",
              "type": "string",
              "x-duration": {
                "minimum": "0s",
                "maximum": "1h"
              },
              "default": "5s"
            },
            "final": {
              "description": "Runs when the others have ended.",
              "type": "boolean",
              "default": false
            }
          }
        }
      },
      "order": {
        "description": "Chains of process names: each starts when the one before it has succeeded.",
        "x-not-yet": "it waits for process graphs on the agent; run one command",
        "type": "array",
        "maxItems": 100,
        "items": {
          "description": "One chain.",
          "type": "array",
          "maxItems": 100,
          "items": {
            "description": "Name of a process.",
            "type": "string",
            "maxLength": 63
          }
        }
      },
      "maxConcurrency": {
        "description": "Processes at once; 0: no bound.",
        "x-unit": "count",
        "x-not-yet": "it waits for process graphs on the agent; run one command",
        "type": "integer",
        "minimum": 0,
        "maximum": 100,
        "default": 0
      },
      "finalizationWait": {
        "description": "Time for final processes.",
        "x-unit": "duration",
        "x-not-yet": "it waits for process graphs on the agent; run one command",
        "type": "string",
        "x-duration": {
          "minimum": "0s",
          "maximum": "1h"
        },
        "default": "30s"
      },
      "maxFailures": {
        "description": "Failed processes until the task fails; 0: no bound.",
        "x-unit": "count",
        "x-not-yet": "it waits for process graphs on the agent; run one command",
        "type": "integer",
        "minimum": 0,
        "maximum": 100,
        "default": 1
      }
    }
  },
  "update": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/update.json",
    "title": "Update",
    "description": "How a new version replaces the old one. A map that merges with what Groups give; null unsets a member.",
    "type": [
      "object",
      "null"
    ],
    "additionalProperties": false,
    "properties": {
      "minimumHealth": {
        "description": "minHealthy = ceil(instances x this): no healthy one is stopped below it. 1 needs room for one more; 0 may stop all at once.",
        "x-unit": "fraction",
        "type": [
          "number",
          "null"
        ],
        "minimum": 0,
        "maximum": 1,
        "x-decimals": 3,
        "default": 1
      },
      "maximumOver": {
        "description": "maxTotal = floor(instances x (1 + this)): no more exist at once.",
        "x-unit": "fraction",
        "type": [
          "number",
          "null"
        ],
        "minimum": 0,
        "maximum": 1,
        "x-decimals": 3,
        "default": 1
      },
      "batch": {
        "description": "Caps how many replacements are unproven at once; absent: no cap.",
        "type": [
          "object",
          "null"
        ],
        "additionalProperties": false,
        "properties": {
          "size": {
            "description": "The same size for each batch; or sizes.",
            "x-unit": "count",
            "type": [
              "integer",
              "null"
            ],
            "minimum": 1,
            "maximum": 100000
          },
          "sizes": {
            "description": "Growing batches, the last repeats; or size.",
            "x-unit": "count",
            "type": [
              "array",
              "null"
            ],
            "minItems": 1,
            "maxItems": 100,
            "items": {
              "description": "Size of one batch.",
              "type": "integer",
              "minimum": 1,
              "maximum": 100000
            }
          },
          "wait": {
            "description": "Start the next batch only when the whole one before is proven.",
            "type": [
              "boolean",
              "null"
            ],
            "default": false
          },
          "additions": {
            "description": "Bind additions through instances too (Aurora's way).",
            "type": [
              "boolean",
              "null"
            ],
            "default": false
          }
        }
      },
      "watch": {
        "description": "How long an instance must stay healthy and ready to count.",
        "x-unit": "duration",
        "type": [
          "string",
          "null"
        ],
        "x-duration": {
          "minimum": "0s",
          "maximum": "1d"
        },
        "default": "0s"
      },
      "maxFailuresPerInstance": {
        "description": "Failures of one instance that are forgiven; one more and the instance has failed.",
        "x-unit": "count",
        "type": [
          "integer",
          "null"
        ],
        "minimum": 0,
        "maximum": 1000,
        "default": 0
      },
      "maxFailedInstances": {
        "description": "Failed instances that are forgiven; one more and the rollout has failed.",
        "x-unit": "count",
        "type": [
          "integer",
          "null"
        ],
        "minimum": 0,
        "maximum": 100000,
        "default": 0
      },
      "onFailure": {
        "description": "What a failed rollout does: back to the last version that was healthy (on the first version ever: pause), stand still, or go on.",
        "enum": [
          "rollback",
          "pause",
          "continue",
          null
        ],
        "default": "rollback"
      },
      "deadline": {
        "description": "This long without progress is a failure; stands still while paused, frozen, unplaceable or waiting for a dependency.",
        "x-unit": "duration",
        "type": [
          "string",
          "null"
        ],
        "x-duration": {
          "minimum": "1s",
          "maximum": "30d"
        },
        "default": "10m"
      }
    }
  },
  "volume": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://meridian.dev/schemas/spec/volume.json",
    "title": "Volume",
    "description": "A folder on some agent that outlives the tasks that use it, one after another. It is made where its first user is placed, which from then on runs there alone; its data goes with it.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "apiVersion",
      "kind",
      "metadata",
      "spec"
    ],
    "properties": {
      "apiVersion": {
        "description": "Version of the spec language.",
        "const": "meridian/v1"
      },
      "kind": {
        "description": "This kind.",
        "const": "Volume"
      },
      "metadata": {
        "description": "Who it is.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name"
        ],
        "properties": {
          "name": {
            "description": "A path of at most 128 characters; unique over App, Job, Group, Volume and Maintenance; its parent path is its group.",
            "type": "string",
            "maxLength": 128,
            "pattern": "^(/[a-z0-9][a-z0-9.-]{0,62})+$",
            "x-form": "a path such as /shop/web: segments of a-z 0-9 - . that start with a letter or digit, 63 characters each at most"
          },
          "labels": {
            "description": "For people and filters; change nothing that runs. null unsets what a Group gives.",
            "type": [
              "object",
              "null"
            ],
            "maxProperties": 100,
            "default": {},
            "propertyNames": {
              "pattern": "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$",
              "x-form": "letters, digits and . _ / -, such as team or example.com/team"
            },
            "additionalProperties": {
              "description": "A scalar is its source text; null unsets what a Group gives.",
              "type": [
                "string",
                "number",
                "boolean",
                "null"
              ],
              "maxLength": 4096
            }
          }
        }
      },
      "spec": {
        "description": "What is wanted of it.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "size"
        ],
        "properties": {
          "role": {
            "description": "Whose disk it uses: a role path. Absent: the nearest Group's, else *. Who uses it has this role or one below it. Binds a Volume that is still to be made.",
            "type": [
              "string",
              "null"
            ],
            "maxLength": 128,
            "pattern": "^(\\*|[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*)$",
            "x-form": "a role such as shop or eng/ads: segments of letters, digits and _ . -, or *",
            "default": "*"
          },
          "size": {
            "description": "How much of the agent's disk is kept for it. A bare number is MiB. What is made keeps its size.",
            "x-unit": "size",
            "type": [
              "string",
              "integer"
            ],
            "x-size": {
              "minimum": "1MiB",
              "maximum": "1024TiB",
              "whole": "MiB"
            }
          }
        }
      }
    }
  }
} as const;
