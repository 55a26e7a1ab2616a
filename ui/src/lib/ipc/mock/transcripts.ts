// What the mock tells of what it did.

import type { DiscoveryView, ServerForm, TranscriptView } from '../bindings';
import { copy, fixtures } from './fixtures';

/** Looks for metadata, side by side. */
export function looks(urls: string[], found: boolean): TranscriptView {
  const { transcript } = found ? fixtures.setting_up.found : fixtures.setting_up.not_found;
  const steps = urls.flatMap((url, i) => {
    const like = transcript.steps[i % transcript.steps.length];
    if (!like?.http) return [];
    return copy(like, {
      [like.http.url]: url,
      [new URL(like.http.url).pathname]: new URL(url).pathname,
    });
  });
  return { ...transcript, steps };
}

export const transcript = (title: string): TranscriptView => ({
  ...copy(fixtures.requests.login),
  title,
});

/** What discovery comes back with: the form, filled where something was found. */
export const discovery = (
  found: boolean,
  form: ServerForm,
  urls: string[] = [],
): DiscoveryView => ({
  ...copy(found ? fixtures.setting_up.found : fixtures.setting_up.not_found),
  remarks: [],
  choices: [],
  form,
  transcript: looks(urls, found),
});
