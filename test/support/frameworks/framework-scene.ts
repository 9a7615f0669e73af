// A CoreWorld with frameworks of others: each has a connection, and hears what is said on it.
import type { FrameworkInfo } from '../../../engine/model/scheduler-api/framework-info.ts';
import type { EngineSettings } from '../../../engine/step/tables.ts';
import { bundle } from '../allocate/resource-words.ts';
import { CoreWorld, type FakeAgent } from '../core-world.ts';
import { ScriptedFramework } from './scripted-framework.ts';

export class FrameworkScene {
  readonly world: CoreWorld;
  readonly #frameworks = new Map<number, ScriptedFramework>();
  #connections = 0;
  #heard = 0;

  constructor(settings: Partial<EngineSettings> = {}) {
    this.world = new CoreWorld(undefined, settings);
  }

  /** `resources`: such as `cpus:8; mem:16000`. */
  agent(name: string, resources = 'cpus:8; mem:16000'): FakeAgent {
    const agent: FakeAgent = {
      ...{ id: `${name}-000000`, connection: undefined, attributes: {} },
      tasks: new Map(),
      volumes: new Map(),
      behave: () => ({}),
    };
    this.world.agents.set(name, agent);
    this.connect(name, resources);
    return agent;
  }

  connect(name: string, resources = 'cpus:8; mem:16000'): void {
    this.act(() => this.world.connect(name, 0, bundle(resources)));
  }

  /** Subscribed; `roles` apart by spaces. */
  framework(name: string, roles = '*', more: Partial<FrameworkInfo> = {}): ScriptedFramework {
    const framework = this.stranger({
      name,
      roles: roles.split(' ').map((role) => ({ role })),
      ...more,
    });
    framework.subscribe();
    return framework;
  }

  /** On a connection of its own, and not subscribed. */
  stranger(info: FrameworkInfo): ScriptedFramework {
    let connection = 0;
    const framework = new ScriptedFramework(info, (call) =>
      this.act(() => this.world.post({ kind: 'framework-call', connection, call })),
    );
    connection = this.#attach(framework);
    return framework;
  }

  /** Another scheduler of the same framework. */
  twin(of: ScriptedFramework): ScriptedFramework {
    const framework = this.stranger(of.info);
    framework.id = of.id;
    return framework;
  }

  #attach(framework: ScriptedFramework): number {
    this.#connections += 1;
    this.#frameworks.set(this.#connections, framework);
    return this.#connections;
  }

  close(framework: ScriptedFramework): void {
    const [connection = 0] = [...this.#frameworks].find(([, one]) => one === framework) ?? [];
    this.#frameworks.delete(connection);
    this.act(() => this.world.post({ kind: 'framework-closed', connection }));
  }

  advance(ms: number): void {
    this.act(() => this.world.advance(ms));
  }

  /** kill -9 of the engine: connections are gone, what wasn't heard is lost. */
  restart(): void {
    this.#frameworks.clear();
    this.act(() => this.world.restart());
  }

  /** Whoever was spoken to hears it. */
  act(act: () => void): void {
    try {
      act();
    } finally {
      // Who hears something may answer at once.
      for (let said = this.#next(); said; said = this.#next())
        this.#frameworks.get(said.connection)?.hear(said.event);
    }
  }

  #next(): FrameworkScene['world']['said'][number] | undefined {
    const said = this.world.said[this.#heard];
    if (said) this.#heard += 1;
    return said;
  }

  /** Keys of rows that begin so, sorted. */
  keys(prefix: string): readonly string[] {
    return [...this.world.rows.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}
