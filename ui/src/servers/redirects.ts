// The ways a login can come back, each with the redirect URI that asks for it.

import type { RedirectOfferView, WayView } from '../lib/ipc';
import { parseUrl } from '../lib/url';

/** Those that a redirect URI can ask for. */
export type CallbackMethod = Exclude<WayView, 'another_device'>;

export const LOOPBACK = 'http://127.0.0.1:8719/callback';

/** The options before the program has answered. */
export const plainOffers: RedirectOfferView[] = (
  [
    ['loopback', LOOPBACK],
    ['deep_link', 'app.tokenry:/callback'],
    ['out_of_band', 'urn:ietf:wg:oauth:2.0:oob'],
    ['paste_address', 'https://localhost/callback'],
  ] as const
).map(([way, redirect_uri]) => ({
  way,
  redirect_uri,
  accepted: null,
  recommended: false,
  about: '',
  trouble: null,
}));

export function callbackMethodOf(uri: string): CallbackMethod {
  if (uri.startsWith('urn:ietf:wg:oauth:2.0:oob')) return 'out_of_band';
  if (uri.startsWith('app.tokenry:')) return 'deep_link';
  const url = parseUrl(uri);
  const here = url && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return here && url.protocol === 'http:' ? 'loopback' : 'paste_address';
}
