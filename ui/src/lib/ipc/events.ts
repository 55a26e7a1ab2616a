// Events of the program, and their listeners.

import { events, type LockWaitView, type LoginView } from './bindings';

export interface Listeners {
  servers(): void;
  tokens(): void;
  requests(): void;
  history(): void;
  settings(): void;
  vault(): void;
  /** The keyring is silent, and may be asking the person; or no longer. */
  keyringWaits(silent: boolean): void;
  /** Another Tokenry keeps the program waiting; or no longer. */
  lockWaits(wait: LockWaitView | null): void;
  /** A draft was begun or dropped. */
  drafts(): void;
  login(login: LoginView): void;
  /** A link came that no login waits for; also said once the listening has begun. */
  strayLink(): void;
}

/** Starts listening; answers a function that ends it. */
export function listen(to: Listeners): () => void {
  const running = [
    events.serversChanged.listen(() => to.servers()),
    events.tokensChanged.listen(() => to.tokens()),
    events.requestsChanged.listen(() => to.requests()),
    events.historyChanged.listen(() => to.history()),
    events.settingsChanged.listen(() => to.settings()),
    events.vaultChanged.listen(() => to.vault()),
    events.keyringWaits.listen((event) => to.keyringWaits(event.payload)),
    events.lockWaits.listen((event) => to.lockWaits(event.payload)),
    events.draftsChanged.listen(() => to.drafts()),
    events.loginChanged.listen((event) => to.login(event.payload)),
    events.linkStrayed.listen(() => to.strayLink()),
  ];
  // One that came with the start may have come before anybody listened.
  void running.at(-1)?.then(() => to.strayLink());
  return () => {
    for (const one of running) void one.then((stop) => stop());
  };
}
