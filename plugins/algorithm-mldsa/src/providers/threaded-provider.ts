import { randomBytes } from 'node:crypto';
import { type AlgorithmProvider, mixed } from '@chatelaine/core';
import { seedBytes, type ParameterSet } from '../parameter-sets.ts';
import type { PrimitiveName } from '../primitives/primitive.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import type { KeyPair, PrivateKey, Provider, PublicKey } from './provider.ts';

/** A primitive that runs on threads of its own, since it would block the caller's. */
export class ThreadedProvider implements Provider {
  readonly name: PrimitiveName;
  readonly description: AlgorithmProvider;
  readonly #pool: ThreadPool;

  constructor(name: PrimitiveName, version: string, threads: number) {
    this.name = name;
    const shown = { liboqs: `liboqs-js ${version} (WebAssembly)`, noble: `@noble/post-quantum ${version}` }[name];
    this.description = Object.freeze<AlgorithmProvider>({ name: shown, timing: 'best-effort' });
    this.#pool = new ThreadPool(name, threads);
  }

  publicKey({ keySpec }: ParameterSet, seed: Uint8Array): Promise<Uint8Array> {
    return this.#pool.publicKey(keySpec, seed);
  }

  async keyPair(set: ParameterSet): Promise<KeyPair> {
    const seed = new Uint8Array(mixed(randomBytes(seedBytes)));
    return { seed, publicKey: await this.publicKey(set, Uint8Array.from(seed)) };
  }

  async load(set: ParameterSet, seed: Uint8Array): Promise<PrivateKey> {
    const { publicKey, secretKey } = await this.#pool.expand(set.keySpec, seed);
    const key = this.#pool.addKey();
    return {
      publicKey: this.verifier(set, publicKey),
      sign: (message) => this.#pool.sign(set.keySpec, key, secretKey, message),
      dispose: () => {
        secretKey.fill(0);
        this.#pool.forget(key);
      },
    };
  }

  verifier({ keySpec }: ParameterSet, publicKey: Uint8Array): PublicKey {
    return { verify: (message, signature) => this.#pool.verify(keySpec, publicKey, message, signature) };
  }
}
