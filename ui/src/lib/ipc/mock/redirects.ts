// What the mock says of redirect URIs.

import type { RedirectGuideView, RefusalView } from '../bindings';
import { copy, fixtures } from './fixtures';

export function redirectGuide(chosen: string): RedirectGuideView {
  const busy =
    'Port 9999 is in use by another program. Close the other program or another login that waits on this port, or choose to paste the address instead.';
  const guide = copy(fixtures.setting_up.redirects);
  return { ...guide, trouble: chosen.includes(':9999') ? busy : guide.trouble };
}

export function refusal(sent: string, page: string, registered: string): RefusalView {
  const like = copy(fixtures.logins.refusal);
  const known = page.includes('redirect');
  return {
    ...like,
    about_redirect: known,
    product: known ? like.product : null,
    sent,
    registered:
      registered === ''
        ? []
        : like.registered.map((one) => ({
            ...one,
            uri: registered,
            at: [...`${sent}∅`].findIndex((letter, i) => letter !== registered[i]),
          })),
  };
}
