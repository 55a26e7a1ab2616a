// Sizes follow the text: a page with text of one and a half times the size has room for it. And what
// is selected, switched or pressed is seen where the system chooses the colours.

import { expect, it } from 'vitest';

const sources = {
  ...import.meta.glob<string>('./**/*.svelte', { query: '?raw', import: 'default', eager: true }),
  ...import.meta.glob<string>('./*.css', { query: '?raw', import: 'default', eager: true }),
};
const files = Object.entries(sources).map(([path, text]) => ({ file: path.slice(2), text }));

const stylesOf = ({ file, text }: { file: string; text: string }) =>
  file.endsWith('.css') ? text : (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '');

/** Hairlines, shadows and the width of a window are no matter of text. */
const sized =
  /^\s*(font|font-size|line-height|padding[\w-]*|margin[\w-]*|gap|(?:min-|max-)?(?:width|height)|grid-template-\w+):[^;]*?(?<![\w.])(?:[3-9]|\d{2,})(?:\.\d+)?px/gm;

it.each(files)('sizes of $file follow the text', (one) => {
  const styles = stylesOf(one).replace(/@media[^{]*\{/g, '');
  expect(styles.match(sized) ?? []).toEqual([]);
});

it('finds a size in pixels', () => {
  for (const style of ['  font-size: 12px;', '  padding: 0 10px;', '  width: min(40vw, 300px);']) {
    expect(style.match(sized), style).not.toBeNull();
  }
  for (const style of ['  padding: 1px 0.5rem;', '  border: 3px solid;', '  gap: 0.5rem;']) {
    expect(style.match(sized), style).toBeNull();
  }
});

it.each([
  ['Rail.svelte', '[aria-current]'],
  ['controls/Button.svelte', "[aria-pressed='true']"],
  ['controls/ListRow.svelte', '.current'],
  ['controls/MenuList.svelte', '[data-highlighted]'],
  ['controls/Picker.svelte', '[data-selected]'],
  ['controls/Switch.svelte', 'input:checked'],
  ['controls/Tabs.svelte', "[aria-selected='true']"],
  ['palette/Palette.svelte', '[data-selected]'],
  ['requests/RequestList.svelte', '.current'],
  ['response/LineView.svelte', '.chosen'],
  ['settings/ThemeChoice.svelte', 'label.chosen'],
  ['tokens/Reveal.svelte', 'label.chosen'],
  ['tokens/TokenHead.svelte', '.spent'],
  ['welcome/Steps.svelte', '[aria-current]'],
])('%s shows %s where colours are forced', (file, selector) => {
  const styles = stylesOf(files.find((one) => one.file === file) ?? { file, text: '' });
  const [, forced] = styles.split('@media (forced-colors: active)');
  expect(forced).toContain(selector);
});
