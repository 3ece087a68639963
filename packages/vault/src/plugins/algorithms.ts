import {
  type Algorithm,
  type KeyOrigin,
  type KeySpec,
  type KeyUsage,
  type MaterialSource,
  VaultError,
} from '@chatelaine/core';
import { guardAlgorithm } from '../guards/guarded-algorithm.ts';
import { guardMaterialSource } from '../guards/guarded-material-source.ts';
import { type AlgorithmDescription, describe } from './algorithm-description.ts';
import type { RegisteredAlgorithm } from './plugin-registry.ts';

const none: readonly string[] = Object.freeze([]);

/** The algorithms and material sources of a vault. */
export class Algorithms {
  /** Sorted by key spec. */
  readonly descriptions: readonly AlgorithmDescription[];
  readonly #algorithms: ReadonlyMap<string, Algorithm>;
  readonly #sources: ReadonlyMap<string, MaterialSource>;

  constructor(registered: ReadonlyMap<string, RegisteredAlgorithm>, sources: ReadonlyMap<string, MaterialSource>) {
    this.#algorithms = new Map([...registered].map(([spec, { algorithm }]) => [spec, guardAlgorithm(algorithm)]));
    this.#sources = new Map([...sources].map(([origin, source]) => [origin, guardMaterialSource(source)]));
    this.descriptions = [...this.#algorithms.values()]
      .map((algorithm) => describe(algorithm, registered.get(algorithm.keySpec)?.plugin ?? ''))
      .toSorted((one, other) => (one.keySpec < other.keySpec ? -1 : 1));
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

  /** What keys of the spec can be used with, the default first; empty if no plugin implements it or it has no such usage. */
  namesOf(keySpec: KeySpec, usage: KeyUsage): readonly string[] {
    return this.#algorithms.get(keySpec)?.algorithmNames[usage] ?? none;
  }

  /** True if keys of the spec encrypt and decrypt with the same key, and so take an encryption context. */
  isSymmetric(keySpec: KeySpec): boolean {
    return (this.#algorithms.get(keySpec)?.suites.length ?? 0) > 0;
  }

  /** True if encryptions under keys of the spec are counted: unless it is known that they make no ciphertexts with nonces. */
  isCounted(keySpec: KeySpec): boolean {
    return this.isSymmetric(keySpec) || !this.#algorithms.has(keySpec);
  }

  /** Has all algorithms throw away what they have drawn ahead, whichever of them fails. */
  reseed(): void {
    const failures: unknown[] = [];
    for (const algorithm of this.#algorithms.values()) {
      try {
        algorithm.reseed?.();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Every name that keys can be used with. */
  get names(): readonly string[] {
    return [...this.#algorithms.values()].flatMap(({ algorithmNames }) => Object.values(algorithmNames).flat());
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
