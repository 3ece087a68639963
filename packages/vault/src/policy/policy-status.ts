import type { AuthorizerStatus } from '@chatelaine/core';

/** What is in force, for operators; nothing of it is for callers. */
export interface PolicyStatus extends Omit<AuthorizerStatus, 'state' | 'source'> {
  /**
   * `none`: no policy was ever activated, and everything is denied. `current`: the policy is in force. `stale`: what it is read from
   * has changed and can't be taken. `denying`: that has lasted too long, or what is active in the vault can't be taken by this
   * process, and everything is denied.
   */
  readonly state: 'none' | AuthorizerStatus['state'];
  /** `vault` for what is active in the vault; else what the authorizer says it reads. */
  readonly source: string;
}
