import type { KeyOrigin, KeyState, KeyUsage, RequestContext, RequestFacts } from '@chatelaine/core';
import type { PolicyPosition, RuleTime } from '../policy-set.ts';

/** A file of tests of policies, checked: plain data. */
export interface PolicyTestFile {
  /** The name of the file, as given. */
  readonly source: string;
  readonly description?: string;
  /** Files and folders of policies, relative to the folder of the file. */
  readonly of: readonly string[];
  /** Where `of` stands; absent for what was not read from a file. */
  readonly ofPosition?: PolicyPosition;
  /** The clock of the cases; tests never read another. Absent: 2026-01-01T00:00:00Z. */
  readonly now?: RuleTime;
  /** The region and the domain of the vault, for URNs. Absent: `test-1` and `test`. */
  readonly vault?: TestVault;
  readonly principals: readonly Named<TestPrincipal>[];
  readonly keys: readonly Named<TestKey>[];
  readonly contexts: readonly Named<TestContext>[];
  readonly cases: readonly PolicyTestCase[];
}

export interface Named<Value> {
  readonly name: string;
  readonly value: Value;
}

export interface TestVault {
  readonly region?: string;
  readonly domainId?: string;
}

/** As `vault.as()` takes it. */
export interface TestPrincipal {
  readonly id: string;
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
  readonly attributes?: readonly Named<string>[];
}

/**
 * A key as the vault would have it. What is not said is that of a new key: an id of its own, no aliases, no tags, AES_256,
 * ENCRYPT_DECRYPT, kms, ENABLED, the region of the vault.
 */
export interface TestKey {
  readonly id?: string;
  readonly aliases?: readonly string[];
  readonly tags?: readonly Named<string>[];
  readonly keySpec?: string;
  readonly keyUsage?: KeyUsage;
  readonly origin?: KeyOrigin;
  readonly keyState?: KeyState;
  readonly region?: string;
  /** What is not known of it: `[id]` for a key that is being made. */
  readonly unknown?: readonly TestKeyFact[];
}

export type TestKeyFact = 'id' | 'aliases' | 'tags' | 'keySpec' | 'keyUsage' | 'origin' | 'keyState';

/** The circumstances of a request, and what it asks for besides the key. What is not said is unknown. */
export interface TestContext {
  readonly source?: RequestContext['source'];
  readonly mfa?: RequestContext['mfa'];
  readonly approvals?: RequestContext['approvals'];
  readonly encryptionContext?: readonly Named<string>[];
  readonly algorithm?: string;
  readonly messageType?: RequestFacts['messageType'];
  readonly wrappingAlgorithm?: string;
  readonly purpose?: RequestFacts['purpose'];
  readonly grant?: RequestFacts['grant'];
}

/** How a caller names a key. */
export type Spelling = 'id' | 'alias' | 'urn';

export type ExpectedEffect = 'allow' | 'deny';

/** One case, which runs once for each of its principals, keys, contexts, spellings and actions. */
export interface PolicyTestCase {
  readonly name: string;
  /** Names of principals of the file. */
  readonly who: readonly string[];
  /** Names of keys of the file; absent: the actions name no key. */
  readonly key?: readonly string[];
  /** Absent: id. `alias` and `urn` run once for each alias, and the URN of the key. */
  readonly as?: readonly Spelling[];
  /** Names of contexts of the file; absent: one of which nothing is known. */
  readonly context?: readonly string[];
  /** Instead of that of the file. */
  readonly now?: RuleTime;
  /** By action; `*` stands for every action that is not named. */
  readonly expect: readonly Named<ExpectedEffect>[];
  /** By action: the rule (`document/rule`) that must decide, or `default` where no rule may. `*` stands for every other action of the case. */
  readonly because?: readonly Named<string>[];
  readonly position: PolicyPosition;
}
