import { type BarrierKey, type Keyring, wipeKeyring } from './keyring.ts';
import type { KeyringRecord } from './open-keyring.ts';
import { keyringPath } from './record-path.ts';
import type { ReplayGuard } from './replay-guard.ts';
import { tampered } from './sealer.ts';

/**
 * The keyring as this process knows it. Others that share the store may change it: whoever meets a newer generation in
 * the epoch, or a record under an unknown barrier, has it read again.
 */
export class CurrentKeyring {
  readonly #read: () => Promise<KeyringRecord>;
  readonly #replay: ReplayGuard;
  #record: KeyringRecord;
  #reading: Promise<void> | undefined;

  /** @param read Reads the record from the store. */
  constructor(record: KeyringRecord, read: () => Promise<KeyringRecord>, replay: ReplayGuard) {
    this.#record = record;
    this.#read = read;
    this.#replay = replay;
    replay.note(keyringPath, record.revision, replay.moment);
  }

  get keyring(): Keyring {
    return this.#record.keyring;
  }

  /** The revision of its record. */
  get revision(): number {
    return this.#record.revision;
  }

  /**
   * Reads the keyring again unless it `isEnough` already. What is asked for may still be missing afterwards.
   *
   * @throws VaultError `StoreTampered` if an older one was put back; `RootKeyUnavailable`, `RootKeyRejected`.
   */
  async follow(isEnough: (keyring: Keyring) => boolean): Promise<void> {
    if (isEnough(this.keyring)) return;
    // A read that is under way may have begun too early.
    await this.#reading?.catch(() => undefined);
    if (isEnough(this.keyring)) return;
    this.#reading ??= this.#readAgain().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** This process has written the keyring, or has read it. Takes over its secrets. */
  adopt({ keyring: next, revision }: KeyringRecord): void {
    const { keyring: known } = this;
    if (next.generation <= known.generation) {
      wipeKeyring(next, known);
      return;
    }
    const kept = new Map(known.barriers.map((barrier) => [barrier.id, barrier]));
    const [first, ...others] = next.barriers;
    const keep = (barrier: BarrierKey): BarrierKey => kept.get(barrier.id) ?? barrier;
    const keyring: Keyring = { ...known, generation: next.generation, barriers: [keep(first), ...others.map(keep)] };
    this.#record = { keyring, revision };
    wipeKeyring(known, keyring);
    wipeKeyring(next, keyring);
  }

  /** Overwrites the secrets; the vault is closed. */
  wipe(): void {
    wipeKeyring(this.keyring);
  }

  async #readAgain(): Promise<void> {
    const since = this.#replay.moment;
    const record = await this.#read();
    const { keyring } = this;
    const isOlder = record.keyring.generation < keyring.generation && record.revision >= this.revision;
    if (record.keyring.vaultId !== keyring.vaultId || isOlder) {
      wipeKeyring(record.keyring, keyring);
      throw tampered(keyringPath);
    }
    this.#replay.note(keyringPath, record.revision, since);
    this.adopt(record);
  }
}
