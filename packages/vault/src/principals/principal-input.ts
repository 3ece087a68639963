/** A principal as the host gives it to `vault.as()`; absent lists are empty. */
export interface PrincipalInput {
  /** `user:` or `role-session:` and 1–128 characters of `[A-Za-z0-9._@/-]`. */
  readonly id: string;
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
}
