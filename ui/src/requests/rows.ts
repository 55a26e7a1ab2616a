// The rows of the list of requests, in order.

import type { ListItem } from '../controls/VirtualList.svelte';
import { matcher } from '../lib/filter';
import type { CollectionView, RequestView } from '../lib/ipc';
import type { Draft } from './draft.svelte';

export type Row =
  | { type: 'draft'; draft: Draft }
  | { type: 'collection'; collection: CollectionView; count: number }
  | { type: 'request'; request: RequestView; inside: boolean };

const HEIGHT = 32;

/** Drafts, then collections with their requests, then requests without a collection. */
export function rowsOf(
  all: readonly RequestView[],
  collections: readonly CollectionView[],
  drafts: readonly Draft[],
  closed: readonly string[],
  filter: string,
) {
  const wanted = matcher(filter);
  const fits = (request: RequestView) => wanted(`${request.method} ${request.name}`);
  const request = (value: RequestView, inside: boolean) =>
    row(value.id, { type: 'request', request: value, inside });

  const rows = drafts
    .filter((draft) => draft.requestId === null && wanted(`${draft.form.method} ${draft.title}`))
    .map((draft) => row(draft.key, { type: 'draft', draft }));
  for (const collection of collections) {
    const inside = all.filter((one) => one.collection_id === collection.id && fits(one));
    if (filter.trim() !== '' && inside.length === 0) continue;
    rows.push(row(collection.id, { type: 'collection', collection, count: inside.length }));
    if (filter.trim() !== '' || !closed.includes(collection.id))
      rows.push(...inside.map((one) => request(one, true)));
  }
  const known = new Set(collections.map((collection) => collection.id));
  const outside = all.filter((one) => !known.has(one.collection_id ?? '') && fits(one));
  return [...rows, ...outside.map((one) => request(one, false))];
}

function row(key: string, value: Row): ListItem<Row> {
  return {
    key,
    height: HEIGHT,
    choosable: true,
    heading: value.type === 'collection',
    loose: value.type === 'request' && !value.inside,
    value,
  };
}
