/** Who asks. Comes from the host through `vault.as()`, copied and frozen; never from an operation's argument. */
export interface Principal {
  /** `user:`, `service:` or `role-session:` and 1–128 characters of `[A-Za-z0-9._@/-]`. */
  readonly id: string;
  /** Names of 1–128 characters of `[A-Za-z0-9._@/-]`; at most 256. */
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** At most 64 attributes; names as above, values of up to 1,024 characters. Has no prototype. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Under which circumstances the principal asks, as the host found them. */
export interface RequestContext {
  readonly source?: {
    /** An IPv4 or IPv6 address. */
    readonly ip?: string;
  };
  readonly mfa?: {
    /** Seconds since the second factor was given. */
    readonly ageSeconds: number;
  };
  /** Who else agreed to this request. */
  readonly approvals?: readonly { readonly id: string; readonly roles: readonly string[] }[];
}
