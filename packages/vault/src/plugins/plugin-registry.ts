import {
  type Algorithm,
  type AuditSink,
  type Authorizer,
  type Factory,
  type FactoryKind,
  isAlgorithmName,
  isKeySpec,
  type KeyStore,
  type KeyStoreContext,
  keyOrigins,
  type KeyUsage,
  keyUsages,
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
  keyStore: Factory<unknown, KeyStore, KeyStoreContext>;
  rootKey: Factory<unknown, RootKey, RootKeyContext>;
  authorizer: Factory<unknown, Authorizer>;
  auditSink: Factory<unknown, AuditSink>;
}

/** An algorithm and the name of the plugin that registered it. */
export interface RegisteredAlgorithm {
  readonly algorithm: Algorithm;
  readonly plugin: string;
}

const registeredName = /^[a-z0-9-]{1,64}$/;
const providerName = /^[ -~]{1,128}$/;

/**
 * What the plugins of one vault registered. There is no global registry: two vaults of a process share nothing.
 * Closed after the set-up; nothing can be replaced.
 */
export class PluginRegistry {
  readonly algorithms: Map<string, RegisteredAlgorithm> = new Map();
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
      await setUp(plugin, registry.#hostFor(plugin.name));
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
        typeof name !== 'string' ||
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
        this.algorithms.set(algorithm.keySpec, { algorithm, plugin });
      },
      materialSource: (source: MaterialSource) => {
        checkMaterialSource(plugin, source);
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

// A registration that is refused keeps its code; anything else that goes wrong is the plugin's own.
async function setUp(plugin: VaultPlugin, host: PluginHost): Promise<void> {
  try {
    await plugin.setup(host);
  } catch (cause) {
    if (VaultError.is(cause)) throw cause;
    throw new VaultError('InvalidPlugin', `The plugin ${plugin.name} failed in its set-up.`, { cause });
  }
}

function checkAlgorithm(plugin: string, algorithm: Algorithm): void {
  const { keySpec, usages, suites, algorithmNames, materialForm, provider, execution } = (algorithm ??
    {}) as Partial<Algorithm>;
  const sound =
    typeof keySpec === 'string' &&
    isKeySpec(keySpec) &&
    Array.isArray(usages) &&
    usages.length > 0 &&
    usages.every((usage) => (keyUsages as readonly unknown[]).includes(usage)) &&
    Array.isArray(suites) &&
    suites.every((suite) => Number.isInteger(suite) && suite > 0 && suite < 256) &&
    usages.every((usage: KeyUsage) => isListOfNames(algorithmNames?.[usage])) &&
    (materialForm === 'raw' || materialForm === 'pkcs8') &&
    typeof provider?.name === 'string' &&
    providerName.test(provider.name) &&
    (provider.timing === 'constant-time' || provider.timing === 'best-effort') &&
    (execution === 'inline' || execution === 'pool');
  if (!sound || !hasMethods(algorithm, ['generate', 'parse', 'load'])) {
    throw new VaultError(
      'InvalidPlugin',
      `The plugin ${plugin} registers an algorithm without a proper spec, usage, suite, name, form of material, provider, execution or method.`,
    );
  }
}

function checkMaterialSource(plugin: string, source: MaterialSource): void {
  const { origin, immediate } = (source ?? {}) as Partial<MaterialSource>;
  const sound = (keyOrigins as readonly unknown[]).includes(origin) && typeof immediate === 'boolean';
  if (!sound || !hasMethods(source, ['begin', 'finish'])) {
    throw new VaultError(
      'InvalidPlugin',
      `The plugin ${plugin} registers a material source without a known origin, immediate, begin() or finish().`,
    );
  }
}

function isListOfNames(names: unknown): boolean {
  return (
    Array.isArray(names) &&
    names.length > 0 &&
    new Set(names).size === names.length &&
    names.every((name) => typeof name === 'string' && isAlgorithmName(name))
  );
}

function hasMethods(product: object, names: readonly string[]): boolean {
  return names.every((name) => typeof (product as Record<string, unknown>)[name] === 'function');
}
