/** What one kind of workspace may know of the others. Names are without the scope; `plugin` stands for every plugin. */
export interface Layer {
  /** Workspaces that its sources may import and its `dependencies` and `peerDependencies` may list. */
  readonly sources: readonly string[];
  /** Workspaces that its tests may import and its `devDependencies` may list, besides `sources`. */
  readonly tests: readonly string[];
}

const vaultParts = ['algorithm-aes', 'material-generated', 'root-key-local', 'store-memory'];

const layers: Readonly<Record<string, Layer>> = {
  core: { sources: [], tests: [] },
  policy: { sources: ['core'], tests: [] },
  vault: { sources: ['core'], tests: ['conformance', 'material-imported', 'store-level', ...vaultParts] },
  conformance: { sources: ['core', 'vault', ...vaultParts], tests: [] },
  host: { sources: ['core', 'vault'], tests: ['conformance'] },
  standard: { sources: ['core', 'vault', 'plugin'], tests: ['conformance'] },
  cli: { sources: ['core', 'policy', 'vault', 'standard'], tests: ['conformance', 'plugin'] },
  plugin: { sources: ['core'], tests: ['conformance'] },
  ecdsa: { sources: ['core'], tests: [] },
  'ecdsa-plugin': { sources: ['core', 'ecdsa'], tests: ['conformance'] },
  'authorization-casl': { sources: ['core', 'policy'], tests: ['conformance'] },
  test: {
    sources: ['core', 'policy', 'vault', 'conformance', 'host-inversify', 'host-tsyringe', 'standard', 'cli', 'plugin'],
    tests: [],
  },
};

/** Plugins that may import more than the others. */
const pluginLayers: Readonly<Record<string, string>> = {
  'algorithm-ec': 'ecdsa-plugin',
  'algorithm-secp256k1': 'ecdsa-plugin',
  'authorization-casl': 'authorization-casl',
};

/** The layer of a workspace directory such as `plugins/store-level`; `undefined` if the table does not know it. */
export function layerOf(workspace: string): Layer | undefined {
  if (workspace === 'test') return layers['test'];
  const [group, name] = workspace.split('/');
  if (name === undefined) return undefined;
  if (group === 'plugins') return layers[pluginLayers[name] ?? 'plugin'];
  if (group !== 'packages' || name.endsWith('plugin') || name === 'test') return undefined;
  return layers[name.startsWith('host-') ? 'host' : name];
}

/** Where a dependency injection library, its metadata or a decorator may stand. */
export const injectionFiles: Readonly<Record<string, RegExp>> = {
  inversify: /^packages\/(vault\/src\/open-vault\.ts$|host-inversify\/)/,
  tsyringe: /^packages\/host-tsyringe\//,
  'reflect-metadata': /^packages\/(vault\/src\/open-vault\.ts$|host-inversify\/|host-tsyringe\/)/,
};

/** Other libraries that belong to one workspace. */
export const ownedLibraries: Readonly<Record<string, RegExp>> = {
  '@casl/ability': /^plugins\/authorization-casl\//,
};

/** Entry points that nobody may import. */
export const bannedSpecifiers: readonly RegExp[] = [/^@casl\/ability\//];

/** Where an import may be of a name that is computed: plugins that a configuration names; modules that a package does not export. */
export const computedImports: readonly RegExp[] = [
  /^packages\/cli\/src\//,
  /^plugins\/algorithm-mldsa\/src\/primitives\/liboqs-module\.ts$/,
];
