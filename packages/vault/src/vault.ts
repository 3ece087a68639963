import {
  type AdministrationOperations,
  type CallerOperations,
  defaultAliasOf,
  type Locality,
  type RequestContext,
} from '@chatelaine/core';
import { administrationOf } from './callers/administration.ts';
import { Caller } from './callers/caller.ts';
import type { Identity } from './pipeline/call.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import type { AlgorithmDescription } from './plugins/algorithm-description.ts';
import type { PolicyStatus } from './policy/policy-status.ts';
import { takePrincipal, takeRequestContext } from './principals/principal.ts';
import type { PrincipalInput } from './principals/principal-input.ts';
import { takeService } from './principals/service-principal.ts';

/** What `close()` lets go of, in order. */
export type Closing = () => Promise<void>;

/**
 * An open vault. Whoever holds this object is the host: the root of authority. Give `vault.as(principal)` to the parts
 * of an application that act for somebody, never the vault itself.
 */
export class Vault implements Locality {
  readonly region: string;
  readonly domainId: string;
  /** The operations of the host. Audited as `host`, not decided by policy. */
  readonly administration: AdministrationOperations;
  readonly #pipeline: Pipeline;
  readonly #algorithms: readonly AlgorithmDescription[];
  readonly #policyStatus: () => PolicyStatus;
  readonly #reseed: () => void;
  readonly #closing: Closing;
  #closed: Promise<void> | undefined;

  /** Made by `openVault()`. */
  constructor(
    locality: Locality,
    pipeline: Pipeline,
    algorithms: readonly AlgorithmDescription[],
    policyStatus: () => PolicyStatus,
    reseed: () => void,
    closing: Closing,
  ) {
    this.region = locality.region;
    this.domainId = locality.domainId;
    this.administration = administrationOf(pipeline);
    this.#pipeline = pipeline;
    this.#algorithms = algorithms;
    this.#policyStatus = policyStatus;
    this.#reseed = reseed;
    this.#closing = closing;
  }

  /**
   * The operations as `principal` may run them. The principal and the context come from the host's own authentication;
   * they are validated, copied and frozen here. Make the object once for a request, or keep it for a session.
   *
   * @throws VaultError `InvalidPrincipal`; also for a `service:`, which only the vault itself makes.
   */
  as(principal: PrincipalInput, context?: RequestContext): CallerOperations {
    return this.#callerOf({
      principal: takePrincipal(principal),
      context: takeRequestContext(context),
      defaultAlias: undefined,
    });
  }

  /**
   * The operations as a service may run them: the principal `service:<name>`. With its own default key,
   * `alias/<name>/default`, a service may encrypt and decrypt, data keys too, without a rule, unless a deny applies; the
   * vault makes the key when the service first encrypts with it.
   *
   * @param name 1–128 characters of `[A-Za-z0-9_-]`, such as `obs`.
   * @throws VaultError `InvalidPrincipal`.
   */
  service(name: string, context?: RequestContext): CallerOperations {
    return this.#callerOf({
      principal: takeService(name),
      context: takeRequestContext(context),
      defaultAlias: defaultAliasOf(name),
    });
  }

  /** What this vault can do with keys of each spec, and what is underneath: sorted by key spec. */
  describeAlgorithms(): readonly AlgorithmDescription[] {
    return structuredClone(this.#algorithms);
  }

  /**
   * Which policy is in force in this process, and whether it is what it should be: for health checks.
   *
   * @throws VaultError `PluginMisbehaved` if the authorizer can't say.
   */
  policyStatus(): PolicyStatus {
    return this.#policyStatus();
  }

  /**
   * Call it first thing in a process that was resumed from an image which may be resumed more than once (a snapshot of a virtual machine,
   * CRIU), in each of them: drops salts, random bytes that were drawn ahead and derived keys, and mixes fresh bytes of the operating system
   * into all that is drawn from now on. What was encrypted before can be decrypted as ever. Streams that are being encrypted go on with
   * the key that they have: give them up.
   *
   * @throws VaultError `RandomnessUnavailable`: don't go on with this process.
   */
  reseed(): void {
    this.#reseed();
  }

  /**
   * Finishes what is under way, writes out audit events and closes the store. Later calls get `VaultClosed`.
   * A second call waits for the first.
   */
  close(): Promise<void> {
    this.#closed ??= this.#pipeline.stop().then(this.#closing);
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #callerOf(identity: Identity): CallerOperations {
    return new Caller(this.#pipeline, identity) as unknown as CallerOperations;
  }
}
