// What is read of the feed: the summary, the index files, the levels, and a page of roles when a role is opened.

import { Roles } from "./roles.js";

const SUMMARY = "feed/v2/summary.json";

/** The feed could not be read; `gone` where a file is no longer there, as when a new night was published meanwhile. */
export class FeedError extends Error {
  constructor(message, gone = false) {
    super(message);
    this.gone = gone;
  }
}

/** Returns the summary. Raises FeedError. */
export async function readSummary(fresh = false) {
  const summary = await read(SUMMARY, fresh ? "no-cache" : "default");
  const version = String(summary.version ?? "");
  if (!version.startsWith("2.")) throw new FeedError(`This page reads version 2 of the feed, and the feed says it is version “${version}”. Reloading may bring the newer page.`);
  return summary;
}

/** Returns a file of this publication, by the path that another one gave; past what the browser kept of it where it is asked for `again`. Raises FeedError. */
export async function readPart(path, again = false) {
  if (!/^feed\/v2\/[\w.-]+(?:\/[\w.-]+)*\.json$/.test(path)) throw new FeedError("The feed names a file outside of it.");
  return read(path, again ? "reload" : "default"); // what is broken may be kept by the browser
}

async function read(path, cache) {
  let answer;
  try {
    answer = await fetch(path, { cache, signal: AbortSignal.timeout(60_000) });
  } catch {
    throw new FeedError("There was no answer: the connection may be down.");
  }
  if (!answer.ok) throw new FeedError(`The answer for ${path} was ${answer.status}.`, answer.status === 404 || answer.status === 410);
  try {
    return await answer.json();
  } catch {
    throw new FeedError(`What came for ${path} is no JSON, or was cut off.`);
  }
}

/** One publication: its summary, and the roles as far as its index was read. */
export class Publication {
  constructor(summary) {
    this.summary = summary;
    const aggregators = summary.sources.filter((source) => source.aggregator).map((source) => source.name);
    this.roles = new Roles(summary.index.reduce((sum, file) => sum + file.roles, 0), new Set(aggregators));
    this.filesRead = 0;
    this.failed = false;
    this.pages = new Map();
  }

  get complete() {
    return this.filesRead === this.summary.index.length;
  }

  /** Reads the next index file, one at a time: who asks meanwhile waits for the same. Raises FeedError. */
  readNext() {
    this.reading ??= this.#readNext().finally(() => (this.reading = null));
    return this.reading;
  }

  async #readNext() {
    try {
      const file = await (this.ahead ?? this.#askFor(this.filesRead)).finally(() => (this.ahead = null));
      try {
        this.roles.add(file);
      } catch {
        throw new FeedError("A file of the index is not as it should be.");
      }
    } catch (error) {
      this.failed = true;
      throw error;
    }
    this.filesRead += 1;
    this.failed = false;
  }

  /** Asks for the next file already, so that it is here when it is wanted. */
  askAhead() {
    if (this.complete || this.ahead) return;
    this.ahead = this.#askFor(this.filesRead);
    this.ahead.catch(() => {}); // readNext says it
  }

  #askFor(number) {
    return readPart(this.summary.index[number].path, this.failed);
  }

  /** Returns the role in full, or null where its page does not hold it. Raises FeedError. */
  async readRole(id, path, again = false) {
    if (!this.pages.has(path)) {
      const page = await readPart(path, again);
      if (!Array.isArray(page?.roles)) throw new FeedError("The page that should hold it is not as it should be.");
      this.pages.set(path, page);
    }
    return this.pages.get(path).roles.find((role) => role.id === id) ?? null;
  }
}
