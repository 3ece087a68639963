/** Where a vault is: URNs carry it, records are sealed to it. */
export interface Locality {
  /** 1–64 characters of `[a-z0-9-]`, such as `eu-de-ring0`. */
  readonly region: string;
  /** 1–64 characters of `[A-Za-z0-9_-]`, such as `3ba44455500dd43127`. */
  readonly domainId: string;
}

const region = /^[a-z0-9-]{1,64}$/;
const domainId = /^[A-Za-z0-9_-]{1,64}$/;

/** True for text of the form of a region. */
export function isRegion(text: string): boolean {
  return region.test(text);
}

/** True for text of the form of a domain id. */
export function isDomainId(text: string): boolean {
  return domainId.test(text);
}
