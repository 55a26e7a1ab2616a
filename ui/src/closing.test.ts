// Whatever opens above the page gives the page back when it closes, by mouse and by key: the next
// click anywhere is heard. A page whose pointer stays locked throws at that click.

import { cleanup, render, screen } from '@testing-library/svelte';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import App from './App.svelte';
import { app } from './lib/app.svelte';
import { playing } from './lib/ipc/mock/testing';
import { nav } from './lib/nav.svelte';
import { requests } from './requests/requests.svelte';
import { servers } from './servers/servers.svelte';
import { tokens } from './tokens/tokens.svelte';

// Lazy when first wanted, which takes a while where nothing is bundled.
beforeAll(async () => {
  await import('./requests/RequestsSection.svelte');
  await import('./history/HistorySection.svelte');
  await import('./settings/SettingsSection.svelte');
  await import('./servers/ServerPages.svelte');
  await import('./tokens/TokenPages.svelte');
  await import('./palette/Palette.svelte');
}, 60_000);

beforeEach(() => {
  playing('few');
  app.start();
});

afterEach(() => {
  cleanup();
  nav.go('tokens');
  nav.toToken({ at: 'none' });
  nav.toServer({ at: 'none' });
  nav.palette = false;
  tokens.loaded = servers.loaded = requests.loaded = false;
  requests.drafts = [];
  requests.current = null;
});

interface Kind {
  /** Where it is. */
  at: 'tokens' | 'requests' | 'servers' | 'settings';
  /** What opens it. */
  opener: string;
  /** What is seen while it is open. */
  shown: string;
  /** Chosen in it. */
  chosen: string | null;
}

const menus: Record<string, Kind> = {
  'copy as': {
    at: 'tokens',
    opener: 'token-copy-as',
    shown: 'token-copy-header',
    chosen: 'token-copy-header',
  },
  'more logins': {
    at: 'tokens',
    opener: 'token-login-more',
    shown: 'token-add-account',
    chosen: null,
  },
  'token of a request': {
    at: 'requests',
    opener: 'request-token',
    shown: 'request-token-filter',
    chosen: 'request-token-option',
  },
};

const dialogs: Record<string, Kind> = {
  forget: { at: 'tokens', opener: 'token-forget', shown: 'forget-dialog', chosen: null },
  reveal: { at: 'tokens', opener: 'token-reveal', shown: 'reveal-dialog', chosen: null },
  rename: { at: 'tokens', opener: 'token-rename', shown: 'token-rename-name', chosen: null },
  'remove a server': {
    at: 'servers',
    opener: 'server-remove',
    shown: 'remove-dialog',
    chosen: null,
  },
  'new collection': {
    at: 'requests',
    opener: 'collection-new',
    shown: 'collection-name',
    chosen: null,
  },
};

async function opened(person: UserEvent, { at, opener, shown }: Kind): Promise<void> {
  render(App);
  await person.click(await screen.findByTestId(`nav-${at}`));
  await person.click(await screen.findByTestId(opener));
  await screen.findByTestId(shown);
}

/** It is gone, and the page hears the mouse. */
async function gone(person: UserEvent, { at, shown }: Kind): Promise<void> {
  await vi.waitFor(() => expect(screen.queryByTestId(shown)).toBeNull());
  expect(getComputedStyle(document.body).pointerEvents).not.toBe('none');
  const elsewhere = at === 'settings' ? 'history' : 'settings';
  await person.click(screen.getByTestId(`nav-${elsewhere}`));
  expect(nav.section).toBe(elsewhere);
}

const closing: Record<string, (person: UserEvent, kind: Kind) => Promise<unknown>> = {
  Escape: (person) => person.keyboard('{Escape}'),
  // What the mouse meets outside is the document, since the page is locked meanwhile.
  'a click outside': (person) =>
    person.pointer({
      keys: '[MouseLeft]',
      target: document.documentElement,
      coords: { clientX: 700, clientY: 500 },
    }),
  'a choice by mouse': (person, { chosen, shown }) => {
    const [first] = screen.getAllByTestId(chosen ?? shown);
    if (!first) throw new Error('nothing to choose');
    return person.click(first);
  },
  'a choice by key': async (person, { shown }) => {
    const field = screen.getByTestId(shown);
    // The tests' browser lays nothing out, so it finds no field to put the focus into.
    if (field instanceof HTMLInputElement) field.focus();
    await person.keyboard('{ArrowDown}{Enter}');
  },
};

for (const [name, kind] of Object.entries(menus)) {
  for (const [how, close] of Object.entries(closing)) {
    if (kind.chosen === null && how.startsWith('a choice')) continue;
    it(`${name}, closed by ${how}, gives the page back`, async () => {
      const person = userEvent.setup();
      await opened(person, kind);
      await close(person, kind);
      await gone(person, kind);
    });
  }
}

for (const [name, kind] of Object.entries(dialogs)) {
  it(`the dialog “${name}” gives the page back`, async () => {
    const person = userEvent.setup();
    await opened(person, kind);
    const dialog = screen.getByTestId(kind.shown).closest('dialog');
    // What the web view makes of Esc.
    dialog?.dispatchEvent(new Event('cancel', { cancelable: true }));
    await gone(person, kind);
  });
}

it('the palette gives the page back, by key and by choice', async () => {
  const person = userEvent.setup();
  render(App);
  await screen.findByTestId('nav-tokens');
  await person.keyboard('{Control>}k{/Control}');
  const palette = await screen.findByTestId('palette');
  palette.dispatchEvent(new Event('cancel', { cancelable: true }));
  await gone(person, { at: 'tokens', opener: '', shown: 'palette', chosen: null });
  await person.keyboard('{Control>}k{/Control}');
  await person.type(await screen.findByTestId('palette-input'), 'history{Enter}');
  await gone(person, { at: 'tokens', opener: '', shown: 'palette', chosen: null });
});
