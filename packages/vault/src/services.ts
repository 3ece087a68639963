import type { Locality } from '@chatelaine/core';
import type { ImportAttempts } from './imports/import-attempts.ts';
import type { ImportTokens } from './imports/import-token.ts';
import type { BarrierJob } from './jobs/barrier-job.ts';
import type { JobRunner } from './jobs/job-runner.ts';
import type { GrantDirectory } from './keys/grant-directory.ts';
import type { KeyDirectory } from './keys/key-directory.ts';
import type { KeyLoader } from './keys/key-loader.ts';
import type { MaterialDigest } from './keys/material-digest.ts';
import type { DefaultKeys } from './operations/default-keys.ts';
import type { AlgorithmFacts } from './operations/algorithm-facts.ts';
import type { Authority } from './pipeline/authority.ts';
import type { PoolSlots } from './pipeline/pool-slots.ts';
import type { Algorithms } from './plugins/algorithms.ts';
import type { ActivePolicy } from './policy/active-policy.ts';
import type { BarrierRotation } from './storage/barrier-rotation.ts';
import type { Committer } from './storage/committer.ts';
import type { MarkerSealer } from './storage/marker-sealer.ts';
import type { RecordIndex } from './storage/record-path.ts';
import type { RecordReader } from './storage/record-reader.ts';
import type { RootKeyRotation } from './storage/root-key-rotation.ts';
import type { Sealer } from './storage/sealer.ts';
import type { StoreVerifier } from './storage/store-verifier.ts';
import type { VaultTime } from './time/vault-time.ts';
import type { UseCounters } from './uses/use-counters.ts';

/** What the functions of operations work with; the same for all calls of a vault. */
export interface Services {
  readonly locality: Locality;
  readonly clock: VaultTime;
  readonly directory: KeyDirectory;
  readonly grants: GrantDirectory;
  readonly loader: KeyLoader;
  readonly importTokens: ImportTokens;
  readonly importAttempts: ImportAttempts;
  readonly materialDigest: MaterialDigest;
  readonly algorithms: Algorithms;
  readonly facts: AlgorithmFacts;
  readonly counters: UseCounters;
  readonly authority: Authority;
  readonly defaultKeys: DefaultKeys;
  readonly policies: ActivePolicy;
  readonly reader: RecordReader;
  readonly committer: Committer;
  readonly index: RecordIndex;
  readonly markers: MarkerSealer;
  readonly verifier: StoreVerifier;
  readonly barrierRotation: BarrierRotation;
  readonly rootKeyRotation: RootKeyRotation;
  readonly slots: PoolSlots;
  readonly sealer: Sealer;
  readonly jobs: JobRunner;
  readonly barrierJob: BarrierJob;
  /** Aborted when the vault closes. */
  readonly closing: AbortSignal;
}
