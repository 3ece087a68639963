import { randomUUID } from 'node:crypto';
import {
  type AuditSink,
  type KeyStore,
  type Locality,
  operations,
  type OperationName,
  type RootKey,
  type RootKeySelection,
  VaultError,
  type VaultPlugin,
  mixedUuid,
} from '@chatelaine/core';
import { Container } from 'inversify';
import { AuditLog } from './audit/audit-log.ts';
import { changeLevelOf } from './audit/change-level.ts';
import { type CheckedConfiguration, checkConfiguration } from './configuration/check-configuration.ts';
import type { VaultConfiguration } from './configuration/vault-configuration.ts';
import { GuardedAuthorizer } from './guards/guarded-authorizer.ts';
import { GuardedKeyStore } from './guards/guarded-key-store.ts';
import { GuardedRootKey } from './guards/guarded-root-key.ts';
import { requireMethods } from './guards/require-methods.ts';
import { BarrierJob } from './jobs/barrier-job.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { JobTimer } from './jobs/job-timer.ts';
import { ImportAttempts } from './imports/import-attempts.ts';
import { ImportTokens } from './imports/import-token.ts';
import { MaterialDigest } from './keys/material-digest.ts';
import { GrantDirectory } from './keys/grant-directory.ts';
import { KeyDirectory } from './keys/key-directory.ts';
import { KeyLoader } from './keys/key-loader.ts';
import { DefaultKeys } from './operations/default-keys.ts';
import { AlgorithmFacts } from './operations/algorithm-facts.ts';
import { implementations } from './operations/implementations.ts';
import { Authority } from './pipeline/authority.ts';
import { GrantAuthority } from './pipeline/grant-authority.ts';
import type { BoundOperation } from './pipeline/bound-operation.ts';
import { host } from './pipeline/call.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import { PoolSlots } from './pipeline/pool-slots.ts';
import { Validator } from './pipeline/validation.ts';
import { Algorithms } from './plugins/algorithms.ts';
import { openSection } from './plugins/open-section.ts';
import { PluginRegistry } from './plugins/plugin-registry.ts';
import { ActivePolicy } from './policy/active-policy.ts';
import { reseed } from './random/reseed.ts';
import type { Services } from './services.ts';
import { BarrierBudget } from './storage/barrier-budget.ts';
import { BarrierRotation } from './storage/barrier-rotation.ts';
import { Committer } from './storage/committer.ts';
import { CurrentKeyring } from './storage/current-keyring.ts';
import { CurrentRootKey } from './storage/current-root-key.ts';
import { Epoch } from './storage/epoch.ts';
import { KeyringWriter } from './storage/keyring-writer.ts';
import { MarkerSealer } from './storage/marker-sealer.ts';
import { createKeyring, holdsVault, type KeyringRecord, openKeyring, wrapKeyring } from './storage/open-keyring.ts';
import { RootKeyRotation } from './storage/root-key-rotation.ts';
import { RecordIndex } from './storage/record-path.ts';
import { RecordReader } from './storage/record-reader.ts';
import { ReplayGuard } from './storage/replay-guard.ts';
import { Resealer } from './storage/resealer.ts';
import { Sealer } from './storage/sealer.ts';
import { StoreVerifier } from './storage/store-verifier.ts';
import { VaultTime } from './time/vault-time.ts';
import { LostProcesses } from './uses/lost-processes.ts';
import { ProcessRegistration } from './uses/process-registration.ts';
import { UseCounters } from './uses/use-counters.ts';
import { Vault } from './vault.ts';

/** What has to be let go of, the newest first. */
type Cleanup = (() => void | Promise<void>)[];

/** What was opened by plugins. */
interface Opened {
  readonly registry: PluginRegistry;
  readonly store: KeyStore;
  readonly rootKey: CurrentRootKey;
  /** Opens a root key that nothing is wrapped under yet. */
  readonly openRootKey: (selection: RootKeySelection) => Promise<RootKey>;
  readonly keyring: CurrentKeyring;
  readonly replay: ReplayGuard;
  readonly authorizer: GuardedAuthorizer;
  readonly sinks: readonly AuditSink[];
}

/**
 * Opens a vault, or makes a new one in an empty store. The one place where a vault is put together.
 *
 * @throws VaultError `InvalidConfiguration`, the codes of plugins and registration, of the store, of the root key,
 * `VaultNotFound`, `VaultMismatch`, `InvalidPolicy`. Nothing stays open.
 */
export async function openVault<const Plugins extends readonly VaultPlugin[]>(
  configuration: VaultConfiguration<Plugins>,
): Promise<Vault> {
  const checked = checkConfiguration(configuration);
  const cleanup: Cleanup = [];
  try {
    const opened = await openPlugins(checked, cleanup);
    const container = compose(checked, opened);
    const epoch = container.get(Epoch);
    cleanup.push(() => epoch.close());
    // The first look reads the epoch and the active policy.
    await epoch.open();
    const committer = container.get(Committer);
    const audit = container.get(AuditLog);
    cleanup.push(
      () => container.get(KeyDirectory).clear(),
      () => audit.close(),
      () => committer.idle(),
    );
    const time = container.get(VaultTime);
    cleanup.push(() => time.close());
    await time.open();
    const pipeline = container.get(Pipeline);
    await rotateExhausted(container);
    await container.get(LostProcesses).makeUp();
    const counters = container.get(UseCounters);
    cleanup.push(() => counters.close());
    await counters.open();
    if (checked.jobs === 'timer') {
      const barrierJob = container.get(BarrierJob);
      epoch.onFollowed(() => barrierJob.start());
      barrierJob.start();
      const timer = new JobTimer(container.get(JobRunner), () => pipeline.run('runDueJobs', host, {}));
      cleanup.push(() => timer.close());
    }
    const { descriptions } = container.get(Algorithms);
    const policies = container.get(ActivePolicy);
    return new Vault(
      checked,
      pipeline,
      descriptions,
      () => policies.status(),
      () =>
        reseed({
          directory: container.get(KeyDirectory),
          algorithms: container.get(Algorithms),
          budget: container.get(BarrierBudget),
          registration: container.get(ProcessRegistration),
        }),
      () => closeAll(cleanup),
    );
  } catch (error) {
    await closeAll(cleanup).catch(() => undefined);
    throw error;
  }
}

// A vault that may not write anything can't even be opened.
async function rotateExhausted(container: Container): Promise<void> {
  if (!container.get(BarrierRotation).isExhausted) return;
  try {
    await container.get(Pipeline).run('rotateDueBarrierKey', host, {});
  } catch (error) {
    if (!VaultError.is(error, 'JobNotFound')) throw error;
  }
}

async function openPlugins(checked: CheckedConfiguration, cleanup: Cleanup): Promise<Opened> {
  const { region, domainId, baseDirectory } = checked;
  const context = { region, domainId, baseDirectory };
  const registry = await PluginRegistry.of(checked.plugins);
  const storeFactory = registry.factory('keyStore', checked.keyStore.use);
  // Before anything is opened: a name that nobody registered is a mistake of the configuration.
  registry.factory('rootKey', checked.rootKey.use);
  const authorizerFactory = registry.factory('authorizer', checked.authorizer.use);
  const sinkFactories = checked.audit.map((section) => registry.factory('auditSink', section.use));

  const store = new GuardedKeyStore(
    await openSection('keyStore', checked.keyStore, storeFactory, { ...context, create: checked.create }),
  );
  cleanup.push(() => store.close());
  const newVault = !(await holdsVault(store));
  if (newVault && !checked.create) {
    throw new VaultError(
      'VaultNotFound',
      'The store holds no vault, and none is to be made. Check the path of the store, or allow create.',
    );
  }
  const openRootKey = async (selection: RootKeySelection, isNew: boolean): Promise<RootKey> => {
    const factory = registry.factory('rootKey', selection.use);
    return new GuardedRootKey(await openSection('rootKey', selection, factory, { ...context, newVault: isNew }));
  };
  const rootKey = new CurrentRootKey(await openRootKey(checked.rootKey, newVault));
  cleanup.push(() => rootKey.close());
  if (newVault) await createKeyring(store, rootKey, checked);
  const replay = new ReplayGuard();
  const readKeyring = (): Promise<KeyringRecord> => openKeyring(store, rootKey, checked);
  const keyring = new CurrentKeyring(await readKeyring(), readKeyring, replay);
  cleanup.push(() => keyring.wipe());
  const authorizer = new GuardedAuthorizer(
    await openSection('authorizer', checked.authorizer, authorizerFactory, context),
  );
  cleanup.push(() => authorizer.close());
  const sinks: AuditSink[] = [];
  for (const [index, factory] of sinkFactories.entries()) {
    const section = checked.audit[index];
    if (section === undefined) continue;
    const sink = await openSection('auditSink', section, factory, context);
    requireMethods('The audit sink', sink, ['write', 'sync', 'close']);
    cleanup.push(() => sink.close());
    sinks.push(sink);
  }
  return {
    registry,
    store,
    rootKey,
    openRootKey: (selection) => openRootKey(selection, true),
    keyring,
    replay,
    authorizer,
    sinks,
  };
}

function compose(checked: CheckedConfiguration, opened: Opened): Container {
  const { registry, store, rootKey, openRootKey, keyring, replay, authorizer, sinks } = opened;
  const { limits } = checked;
  const locality: Locality = Object.freeze({ region: checked.region, domainId: checked.domainId });
  const container = new Container({ defaultScope: 'Singleton', jitless: true });
  const closing = new AbortController();

  container.bind(BarrierBudget).toResolvedValue(() => new BarrierBudget(limits.recordsPerBarrierKey));
  container.bind(Sealer).toResolvedValue((budget: BarrierBudget) => new Sealer(keyring, budget), [BarrierBudget]);
  container.bind(RecordIndex).toResolvedValue(() => new RecordIndex(keyring.keyring.index));
  container.bind(MarkerSealer).toResolvedValue(() => new MarkerSealer(keyring.keyring.marker));
  container
    .bind(RecordReader)
    .toResolvedValue((sealer: Sealer) => new RecordReader(store, sealer, keyring, replay), [Sealer]);
  container
    .bind(StoreVerifier)
    .toResolvedValue((reader: RecordReader) => new StoreVerifier(reader, keyring.keyring.head), [RecordReader]);
  container
    .bind(Epoch)
    .toResolvedValue((reader: RecordReader) => new Epoch(store, reader, keyring, checked.clock), [RecordReader]);
  container
    .bind(Committer)
    .toResolvedValue(
      (sealer: Sealer, reader: RecordReader, epoch: Epoch, budget: BarrierBudget) =>
        new Committer({ store, sealer, reader, epoch, keyring, budget, replay }),
      [Sealer, RecordReader, Epoch, BarrierBudget],
    );
  container
    .bind(VaultTime)
    .toResolvedValue(
      (reader: RecordReader, committer: Committer, epoch: Epoch) =>
        new VaultTime(checked.clock, reader, committer, epoch),
      [RecordReader, Committer, Epoch],
    );
  container
    .bind(JobRunner)
    .toResolvedValue(
      (reader: RecordReader, time: VaultTime) =>
        new JobRunner(reader, time, async (job, request) => container.get(Pipeline).run(job, host, request)),
      [RecordReader, VaultTime],
    );
  container
    .bind(KeyringWriter)
    .toResolvedValue(
      (committer: Committer, epoch: Epoch) => new KeyringWriter(keyring, committer, epoch),
      [Committer, Epoch],
    );
  container.bind(BarrierRotation).toResolvedValue(
    (reader: RecordReader, committer: Committer, epoch: Epoch, budget: BarrierBudget, writer: KeyringWriter) =>
      new BarrierRotation({
        keyring,
        wrap: (next) => wrapKeyring(next, rootKey),
        writer,
        epoch,
        budget,
        resealer: new Resealer({ store, reader, committer, epoch, closing: closing.signal }),
      }),
    [RecordReader, Committer, Epoch, BarrierBudget, KeyringWriter],
  );
  container
    .bind(RootKeyRotation)
    .toResolvedValue(
      (writer: KeyringWriter) => new RootKeyRotation({ rootKey, keyring, writer, open: openRootKey }),
      [KeyringWriter],
    );
  container.bind(BarrierJob).toResolvedValue(
    (rotation: BarrierRotation, time: VaultTime) =>
      new BarrierJob({
        rotation,
        clock: time,
        shared: store.features.shared,
        operation: async () => container.get(Pipeline).run('rotateDueBarrierKey', host, {}),
        closing: closing.signal,
      }),
    [BarrierRotation, VaultTime],
  );
  container
    .bind(KeyDirectory)
    .toResolvedValue(
      (reader: RecordReader, index: RecordIndex, time: VaultTime) =>
        new KeyDirectory(reader, index, locality, time, limits.cachedKeys),
      [RecordReader, RecordIndex, VaultTime],
    );
  container.bind(Algorithms).toResolvedValue(() => new Algorithms(registry.algorithms, registry.materialSources));
  container
    .bind(AlgorithmFacts)
    .toResolvedValue((algorithms: Algorithms) => new AlgorithmFacts(algorithms.names), [Algorithms]);
  container
    .bind(KeyLoader)
    .toResolvedValue(
      (reader: RecordReader, algorithms: Algorithms, counters: UseCounters) =>
        new KeyLoader(reader, algorithms, counters),
      [RecordReader, Algorithms, UseCounters],
    );
  container
    .bind(LostProcesses)
    .toResolvedValue(
      (reader: RecordReader, committer: Committer, epoch: Epoch, algorithms: Algorithms) =>
        new LostProcesses(reader, committer, epoch, (keySpec) => algorithms.isCounted(keySpec)),
      [RecordReader, Committer, Epoch, Algorithms],
    );
  container
    .bind(ProcessRegistration)
    .toResolvedValue(
      (reader: RecordReader, committer: Committer, epoch: Epoch, time: VaultTime) =>
        new ProcessRegistration(reader, committer, epoch, time),
      [RecordReader, Committer, Epoch, VaultTime],
    );
  container.bind(UseCounters).toResolvedValue(
    (sealer: Sealer, reader: RecordReader, committer: Committer, registration: ProcessRegistration) =>
      new UseCounters({
        store,
        sealer,
        reader,
        replay,
        committer,
        registration,
        limit: limits.encryptionsPerVersion,
      }),
    [Sealer, RecordReader, Committer, ProcessRegistration],
  );
  container.bind(GrantDirectory).toResolvedValue((reader: RecordReader) => new GrantDirectory(reader), [RecordReader]);
  container
    .bind(ActivePolicy)
    .toResolvedValue(
      (reader: RecordReader, committer: Committer) => new ActivePolicy(authorizer, reader, committer),
      [RecordReader, Committer],
    );
  container
    .bind(Authority)
    .toResolvedValue(
      (policies: ActivePolicy, grants: GrantDirectory) =>
        new Authority(policies, new GrantAuthority(grants), checked.allowSelfGain),
      [ActivePolicy, GrantDirectory],
    );
  container
    .bind(AuditLog)
    .toResolvedValue((time: VaultTime) => new AuditLog(sinks, mixedUuid(randomUUID()), time), [VaultTime]);
  container
    .bind(DefaultKeys)
    .toResolvedValue((audit: AuditLog) => new DefaultKeys(audit, changeLevelOf(checked.auditLevel)), [AuditLog]);
  container.bind(Pipeline).toResolvedValue(() => {
    const services: Services = {
      locality,
      clock: container.get(VaultTime),
      directory: container.get(KeyDirectory),
      grants: container.get(GrantDirectory),
      loader: container.get(KeyLoader),
      importTokens: new ImportTokens(container.get(MarkerSealer)),
      importAttempts: new ImportAttempts(container.get(RecordReader), container.get(Committer)),
      materialDigest: new MaterialDigest(keyring.keyring.index),
      counters: container.get(UseCounters),
      algorithms: container.get(Algorithms),
      facts: container.get(AlgorithmFacts),
      authority: container.get(Authority),
      defaultKeys: container.get(DefaultKeys),
      policies: container.get(ActivePolicy),
      reader: container.get(RecordReader),
      committer: container.get(Committer),
      index: container.get(RecordIndex),
      markers: container.get(MarkerSealer),
      verifier: container.get(StoreVerifier),
      barrierRotation: container.get(BarrierRotation),
      rootKeyRotation: container.get(RootKeyRotation),
      slots: new PoolSlots(limits.pooledOperations, limits.waitingOperations, closing.signal),
      sealer: container.get(Sealer),
      jobs: container.get(JobRunner),
      barrierJob: container.get(BarrierJob),
      closing: closing.signal,
    };
    const epoch = container.get(Epoch);
    const audit = container.get(AuditLog);
    return new Pipeline({
      operations: bindOperations(checked),
      services,
      closing,
      audit,
      auditLevel: checked.auditLevel,
      epoch,
      clock: container.get(VaultTime),
    });
  });

  const epoch = container.get(Epoch);
  epoch.onMove(() => container.get(Committer).forget());
  container.get(Committer).onConflict((paths) => container.get(KeyDirectory).drop(paths));
  epoch.onChange(() => container.get(KeyDirectory).clear());
  epoch.onChange(() => container.get(ActivePolicy).follow());
  return container;
}

function bindOperations(checked: CheckedConfiguration): Readonly<Record<OperationName, BoundOperation>> {
  const bound = Object.entries(operations).map(([key, declaration]) => {
    const name = key as OperationName;
    const validator = new Validator(name, declaration.parameters, checked.limits, checked);
    return [name, { name, declaration, validator, implementation: implementations[name] }] as const;
  });
  return Object.fromEntries(bound) as Record<OperationName, BoundOperation>;
}

// Everything is let go of, whatever fails; the first failure is told.
async function closeAll(cleanup: Cleanup): Promise<void> {
  const failures: unknown[] = [];
  for (const close of cleanup.toReversed()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
