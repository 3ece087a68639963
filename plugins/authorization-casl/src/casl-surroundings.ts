const everyMilliseconds = 1_000;

/** What an authorizer that watches files needs of the world; tests bring their own. */
export interface CaslSurroundings {
  /** Milliseconds since 1970, to tell people. */
  now(): number;
  /** Milliseconds of a clock that never goes back. */
  monotonic(): number;
  /** Calls `look` again and again until what it gives back is called. Must not keep the process alive. */
  watch(look: () => void): () => void;
}

/**
 * Looks every second. Notifications of the file system would be sooner, but miss changes on network file systems and
 * behind links, and come before a file is written whole.
 */
export const systemSurroundings: CaslSurroundings = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  watch(look) {
    const timer = setInterval(look, everyMilliseconds).unref();
    return () => clearInterval(timer);
  },
};
