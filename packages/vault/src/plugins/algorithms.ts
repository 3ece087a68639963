import { type Algorithm, type KeyOrigin, type KeySpec, type MaterialSource, VaultError } from '@chatelaine/core';
import { guardAlgorithm } from '../guards/guarded-algorithm.ts';
import { guardMaterialSource } from '../guards/guarded-material-source.ts';

/** The algorithms and material sources of a vault. */
export class Algorithms {
  readonly #algorithms: ReadonlyMap<string, Algorithm>;
  readonly #sources: ReadonlyMap<string, MaterialSource>;

  constructor(algorithms: ReadonlyMap<string, Algorithm>, sources: ReadonlyMap<string, MaterialSource>) {
    this.#algorithms = new Map([...algorithms].map(([spec, algorithm]) => [spec, guardAlgorithm(algorithm)]));
    this.#sources = new Map([...sources].map(([origin, source]) => [origin, guardMaterialSource(source)]));
  }

  /** @throws VaultError `UnsupportedKeySpec`. */
  of(keySpec: KeySpec): Algorithm {
    const algorithm = this.#algorithms.get(keySpec);
    if (algorithm !== undefined) return algorithm;
    const known = [...this.#algorithms.keys()].join(', ') || 'none';
    throw new VaultError(
      'UnsupportedKeySpec',
      `No plugin implements the key spec ${keySpec}. This vault has: ${known}.`,
    );
  }

  /** @throws VaultError `UnsupportedOrigin`. */
  sourceOf(origin: KeyOrigin): MaterialSource {
    const source = this.#sources.get(origin);
    if (source !== undefined) return source;
    throw new VaultError(
      'UnsupportedOrigin',
      `No plugin gives key material of the origin ${origin}. Add one to plugins.`,
    );
  }
}
