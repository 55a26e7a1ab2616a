// Parts of the page that are files of their own, fetched when they are first wanted: what nobody
// sees yet must not hold up what they see.

type Source<T> = () => Promise<{ default: T }>;

/** A component that may still be on its way. */
export class Lazy<T> {
  #source: Source<T>;
  #here = $state.raw<T>();

  constructor(source: Source<T>) {
    this.#source = source;
  }

  /** The component once it is loaded; reading it starts loading. */
  get current(): T | undefined {
    if (this.#here === undefined) void this.#fetch();
    return this.#here;
  }

  async #fetch(): Promise<void> {
    this.#here = (await this.#source()).default;
  }
}
