/** Bytes of UTF-8 of one document. */
export const maximumDocumentBytes: number = 1_048_576;
/** Documents of one bundle. */
export const maximumDocuments = 1_000;
/** Bytes of UTF-8 of one bundle. */
export const maximumBundleBytes: number = 8 * 1_048_576;
/** Questions that the tests of one folder ask: a case asks one for each of its principals, keys, spellings, contexts and actions. */
export const maximumChecks = 1_000_000;
/** Cells of one matrix. */
export const maximumCells = 1_000_000;
/** Characters of the name of a document. */
export const maximumDocumentName = 255;
