declare const aliasNameBrand: unique symbol;

/** An alias: `alias/` and 1–255 characters of `[A-Za-z0-9:/_-]`, such as `alias/payments`. */
export type AliasName = string & { readonly [aliasNameBrand]: true };

const pattern = /^alias\/[A-Za-z0-9:/_-]{1,255}$/;

/** True for text of the form of an alias. ASCII only; nothing is trimmed or folded. */
export function isAliasName(text: string): text is AliasName {
  return pattern.test(text);
}

/** True for the aliases of default keys, which only the vault makes. */
export function isReservedAlias(alias: AliasName): boolean {
  return alias.endsWith('/default');
}
