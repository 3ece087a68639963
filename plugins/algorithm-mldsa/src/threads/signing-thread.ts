import { knownSeed } from '../known-answers/known-answer.ts';
import { testSigning, testVerification } from '../known-answers/self-test.ts';
import { parameterSets, type KeySpecName } from '../parameter-sets.ts';
import { loadPrimitive } from '../primitives/load-primitive.ts';
import { expandSeed } from '../primitives/noble.ts';
import type { ExpandedKey, HeldKey, Primitive, PrimitiveName } from '../primitives/primitive.ts';
import type { Task, TaskName, Tasks } from './tasks.ts';

/**
 * What runs on a thread: one primitive, and the keys that it holds. Tasks come one after the other. What it gives out
 * stands alone in its `ArrayBuffer`, to be handed over.
 */
export class SigningThread {
  readonly #primitive: PrimitiveName;
  readonly #loaded = new Map<KeySpecName, Primitive>();
  readonly #expanding = new Set<KeySpecName>();
  readonly #held = new Map<number, HeldKey>();

  constructor(primitive: PrimitiveName) {
    this.#primitive = primitive;
  }

  async run({ name, keySpec, input }: Task): Promise<Tasks[TaskName]['output']> {
    switch (name) {
      case 'publicKey': {
        const { publicKey, secretKey } = await this.#expand(keySpec, input.seed);
        secretKey.fill(0);
        return publicKey;
      }
      case 'expand':
        return this.#expand(keySpec, input.seed);
      case 'sign': {
        const primitive = await this.#primitiveOf(keySpec);
        return Uint8Array.from(this.#keyOf(primitive, input.key, input.secretKey).sign(input.message));
      }
      case 'verify': {
        const primitive = await this.#primitiveOf(keySpec);
        return primitive.verify(input.publicKey, input.message, input.signature);
      }
    }
  }

  /** Overwrites a key, if it is held here. */
  forget(key: number): void {
    this.#held.get(key)?.wipe();
    this.#held.delete(key);
  }

  #keyOf(primitive: Primitive, key: number, secretKey: Uint8Array | undefined): HeldKey {
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    if (secretKey === undefined) throw new Error('a key that this thread does not hold was to sign');
    const taken = primitive.hold(secretKey);
    secretKey.fill(0);
    this.#held.set(key, taken);
    return taken;
  }

  /** The primitive for a parameter set, tested before its first use. */
  async #primitiveOf(keySpec: KeySpecName): Promise<Primitive> {
    const known = this.#loaded.get(keySpec);
    if (known !== undefined) return known;
    const set = parameterSets[keySpec];
    const primitive = await loadPrimitive(this.#primitive, set);
    testVerification(set, primitive);
    this.#loaded.set(keySpec, primitive);
    return primitive;
  }

  async #expand(keySpec: KeySpecName, seed: Uint8Array): Promise<ExpandedKey> {
    const set = parameterSets[keySpec];
    if (!this.#expanding.has(keySpec)) {
      testSigning(set, await this.#primitiveOf(keySpec), await expandSeed(set, knownSeed()));
      this.#expanding.add(keySpec);
    }
    const { publicKey, secretKey } = await expandSeed(set, seed);
    const expanded = { publicKey: Uint8Array.from(publicKey), secretKey: Uint8Array.from(secretKey) };
    for (const secret of [seed, secretKey]) secret.fill(0);
    return expanded;
  }
}
