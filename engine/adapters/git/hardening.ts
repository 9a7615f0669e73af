// The environment every git runs in. It is built from nothing, so that neither the machine's
// configuration nor a repository's own has a say, and so that nothing in a repository is executed:
// no hooks, no file system monitor, no credential helpers, no attributes of the machine, no
// replaced objects, no missing object fetched in passing, and no transport but the one named.
// Settings go by GIT_CONFIG_COUNT and not by `-c`: a process list shows arguments to everybody.

export type GitEnvironment = Readonly<Record<string, string>>;
type Setting = readonly [key: string, value: string];

export interface Hardening {
  /** A repository's folder; undefined lets git look upwards from where it runs. */
  readonly gitDir?: string;
  /** Where git looks for files of a home, netrc among them; holds none. */
  readonly home: string;
  /** The transports allowed, as git names them; none when empty. */
  readonly protocols: readonly ('file' | 'ssh' | 'https' | 'http')[];
  /** Read as the user's configuration, also by the other end of a local transport. */
  readonly configFile?: string;
  readonly sshCommand?: string;
  readonly settings?: readonly Setting[];
}

const always: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['credential.helper', ''],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  // A git that outlived a killed engine may hold a lock for a moment: wait for it, within a bound.
  ['core.filesRefLockTimeout', '3000'],
  ['core.packedRefsTimeout', '3000'],
];

/** What passes through from the engine's own environment: how to find programs and proxies. */
const passed = ['PATH', 'TMPDIR', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];

export function hardenedEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  hardening: Hardening,
): GitEnvironment {
  const env: Record<string, string> = {};
  for (const name of passed) {
    const value = own[name];
    if (value !== undefined) env[name] = value;
  }
  // The ssh agent is the one thing of the user's session that ssh needs.
  if (hardening.sshCommand !== undefined && own.SSH_AUTH_SOCK !== undefined) {
    env.SSH_AUTH_SOCK = own.SSH_AUTH_SOCK;
  }
  Object.assign(env, {
    LC_ALL: 'C',
    HOME: hardening.home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: hardening.configFile ?? '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_ALLOW_PROTOCOL: hardening.protocols.join(':') || 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
  });
  if (hardening.gitDir !== undefined) env.GIT_DIR = hardening.gitDir;
  if (hardening.sshCommand !== undefined) {
    env.GIT_SSH_COMMAND = hardening.sshCommand;
    env.GIT_SSH_VARIANT = 'ssh';
  }
  return { ...env, ...configVariables([...always, ...(hardening.settings ?? [])]) };
}

function configVariables(settings: readonly Setting[]): Record<string, string> {
  const variables: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const [at, [key, value]] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${at}`] = key;
    variables[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return variables;
}
