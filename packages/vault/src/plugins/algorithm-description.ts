import type { Algorithm, AlgorithmProvider, Execution, KeySpec, KeyUsage } from '@chatelaine/core';

/** What a vault can do with keys of one spec, as its plugin declares it. */
export interface AlgorithmDescription {
  readonly keySpec: KeySpec;
  /** What keys can be created for; the first is the default. */
  readonly usages: readonly KeyUsage[];
  /** By usage, the default first; encryption algorithms that only decrypt stand last. */
  readonly algorithmNames: Algorithm['algorithmNames'];
  readonly materialForm: Algorithm['materialForm'];
  /** Where keys are made: on the calling thread, or in the pool. */
  readonly execution: Execution;
  /** Whether createDataKeyPair makes pairs of this spec. */
  readonly dataKeyPairs: boolean;
  readonly provider: AlgorithmProvider;
  /** The name of the plugin that brought it. */
  readonly plugin: string;
}

/** What `algorithm`, of the plugin of that name, declares. */
export function describe(algorithm: Algorithm, plugin: string): AlgorithmDescription {
  const { keySpec, usages, algorithmNames, materialForm, execution, dataKeyPair, provider } = algorithm;
  const dataKeyPairs = dataKeyPair !== undefined;
  return { keySpec, usages, algorithmNames, materialForm, execution, dataKeyPairs, provider, plugin };
}
