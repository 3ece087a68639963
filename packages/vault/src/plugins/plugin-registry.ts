import {
  type Algorithm,
  type AuditSink,
  type Authorizer,
  type Factory,
  type FactoryKind,
  isKeySpec,
  type KeyStore,
  keyOrigins,
  type MaterialSource,
  pluginApiVersion,
  type PluginHost,
  type RootKey,
  type RootKeyContext,
  VaultError,
  type VaultPlugin,
} from '@chatelaine/core';

/** What the factories of each kind open. */
interface Products {
  keyStore: Factory<unknown, KeyStore>;
  rootKey: Factory<unknown, RootKey, RootKeyContext>;
  authorizer: Factory<unknown, Authorizer>;
  auditSink: Factory<unknown, AuditSink>;
}

const registeredName = /^[a-z0-9-]{1,64}$/;

/**
 * What the plugins of one vault registered. There is no global registry: two vaults of a process share nothing.
 * Closed after the set-up; nothing can be replaced.
 */
export class PluginRegistry {
  readonly algorithms: Map<string, Algorithm> = new Map();
  readonly materialSources: Map<string, MaterialSource> = new Map();
  readonly #factories = new Map<string, unknown>();
  readonly #owners = new Map<string, string>();
  #open = true;

  /** Sets up all plugins, one after the other. */
  static async of(plugins: readonly VaultPlugin[]): Promise<PluginRegistry> {
    const registry = new PluginRegistry();
    const names = new Set<string>();
    for (const plugin of plugins) {
      checkPlugin(plugin);
      if (names.has(plugin.name)) {
        throw new VaultError('DuplicatePlugin', `The plugin ${plugin.name} is given twice. Give it once.`);
      }
      names.add(plugin.name);
      await plugin.setup(registry.#hostFor(plugin.name));
    }
    registry.#open = false;
    return registry;
  }

  /** @throws VaultError `NotRegistered`, naming what there is. */
  factory<Kind extends FactoryKind>(kind: Kind, name: string): Products[Kind] {
    const found = this.#factories.get(`${kind} ${name}`);
    if (found === undefined) {
      const known = [...this.#factories.keys()]
        .filter((key) => key.startsWith(`${kind} `))
        .map((key) => key.slice(kind.length + 1));
      const hint =
        known.length === 0 ? 'No plugin registers one: add a plugin to plugins.' : `There is: ${known.join(', ')}.`;
      throw new VaultError('NotRegistered', `No plugin registers the ${kind} "${name}". ${hint}`);
    }
    return found as Products[Kind];
  }

  #hostFor(plugin: string): PluginHost {
    const factory = (kind: FactoryKind) => (name: string, made: Factory<never, unknown, never>) => {
      if (
        !registeredName.test(name) ||
        typeof made?.open !== 'function' ||
        typeof made.options?.['~standard']?.validate !== 'function'
      ) {
        throw new VaultError(
          'InvalidPlugin',
          `The plugin ${plugin} registers a ${kind} without a proper name, options or open().`,
        );
      }
      this.#register(plugin, `${kind} ${name}`);
      this.#factories.set(`${kind} ${name}`, made);
    };
    return Object.freeze({
      keyStore: factory('keyStore'),
      rootKey: factory('rootKey'),
      authorizer: factory('authorizer'),
      auditSink: factory('auditSink'),
      algorithm: (algorithm: Algorithm) => {
        checkAlgorithm(plugin, algorithm);
        this.#register(plugin, `algorithm ${algorithm.keySpec}`);
        this.algorithms.set(algorithm.keySpec, algorithm);
      },
      materialSource: (source: MaterialSource) => {
        if (!(keyOrigins as readonly string[]).includes(source?.origin)) {
          throw new VaultError(
            'InvalidPlugin',
            `The plugin ${plugin} registers a material source of an unknown origin.`,
          );
        }
        this.#register(plugin, `materialSource ${source.origin}`);
        this.materialSources.set(source.origin, source);
      },
    });
  }

  #register(plugin: string, what: string): void {
    if (!this.#open) {
      throw new VaultError(
        'LateRegistration',
        `The plugin ${plugin} registers ${what} after its set-up. Register it in setup().`,
      );
    }
    const owner = this.#owners.get(what);
    if (owner !== undefined) {
      throw new VaultError(
        'DuplicateRegistration',
        `The plugins ${owner} and ${plugin} both register ${what}. Use one of them.`,
      );
    }
    this.#owners.set(what, plugin);
  }
}

function checkPlugin(plugin: VaultPlugin): void {
  if (
    typeof plugin !== 'object' ||
    plugin === null ||
    typeof plugin.name !== 'string' ||
    typeof plugin.setup !== 'function'
  ) {
    throw new VaultError('InvalidPlugin', 'One of the plugins was not made with definePlugin().');
  }
  if (plugin.apiVersion !== pluginApiVersion) {
    throw new VaultError(
      'UnsupportedApiVersion',
      `The plugin ${plugin.name} is made for version ${String(plugin.apiVersion)} of the plugin interface; ` +
        `this vault has ${pluginApiVersion}. Take a version of the plugin that fits.`,
    );
  }
}

function checkAlgorithm(plugin: string, algorithm: Algorithm): void {
  const sound =
    typeof algorithm === 'object' &&
    isKeySpec(algorithm.keySpec) &&
    algorithm.usages.length > 0 &&
    algorithm.suites.every((suite) => Number.isInteger(suite) && suite > 0 && suite < 256);
  if (!sound)
    throw new VaultError(
      'InvalidPlugin',
      `The plugin ${plugin} registers an algorithm without a proper spec, usage or suite.`,
    );
}
