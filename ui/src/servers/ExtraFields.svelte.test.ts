import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { Extra, ProfileOfForm } from '../lib/ipc';
import { answering } from '../lib/ipc/mock/testing';
import ExtraFields from './ExtraFields.svelte';

const SEALED = '[redacted]';
const extra = (name: string, value: string, on: Extra['on'] = 'token'): Extra => ({
  on,
  place: 'header',
  name,
  value,
});

function show(of: ProfileOfForm | undefined, ...extras: Extra[]) {
  const asked = answering({ reveal_extra: () => ({ text: 'S3CRET' }) });
  const props = $state({ extras, of });
  render(ExtraFields, props);
  return { asked, props };
}

it.each([{ type: 'server', id: 's1' } as const, { type: 'client', id: 'c1' } as const])(
  'shows a sealed value of a $is only when it is asked for',
  async (of) => {
    const person = userEvent.setup();
    const { asked } = show(of, extra('X-Key', SEALED), extra('X-Key', SEALED), extra('plain', 'p'));
    expect(screen.getAllByTestId('sealed-value')).toHaveLength(2);
    expect(document.body.textContent).not.toContain('S3CRET');
    expect(asked).toEqual([]);
    await person.click(screen.getAllByTestId('sealed-reveal')[1] as HTMLElement);
    expect((await screen.findByTestId('revealed')).textContent).toBe('S3CRET');
    expect(asked.map((one) => one.args.form)).toEqual([
      { of, on: 'token', place: 'header', name: 'X-Key', nth: 1 },
    ]);
    await person.click(screen.getByRole('button', { name: 'Hide' }));
    expect(document.body.textContent).not.toContain('S3CRET');
  },
);

it('replaces a sealed value, and keeps it where nothing was typed', async () => {
  const person = userEvent.setup();
  const { props } = show({ type: 'server', id: 's1' }, extra('X-Key', SEALED));
  await person.click(screen.getByTestId('sealed-replace'));
  expect(document.activeElement).toBe(screen.getByLabelText('Value 1'));
  await person.tab();
  expect(props.extras[0]?.value).toBe(SEALED);
  await person.click(await screen.findByTestId('sealed-replace'));
  await person.keyboard('new');
  expect(props.extras[0]?.value).toBe('new');
  await person.click(screen.getByRole('button', { name: 'Keep the stored value of X-Key' }));
  expect(props.extras[0]?.value).toBe(SEALED);
  await person.click(screen.getByRole('button', { name: 'Remove X-Key' }));
  expect(props.extras).toEqual([]);
});

it('does not let the name of a sealed value go from under it', () => {
  show({ type: 'client', id: 'c1' }, extra('X-Key', SEALED), extra('plain', 'p'));
  expect(screen.getByLabelText<HTMLInputElement>('Name 1').readOnly).toBe(true);
  expect(screen.getByLabelText<HTMLInputElement>('Name 2').readOnly).toBe(false);
});

it('offers nothing to reveal where nothing is stored yet', () => {
  show(undefined, extra('X-Key', SEALED));
  expect(screen.queryByTestId('sealed-value')).toBeNull();
  expect(screen.getByLabelText<HTMLInputElement>('Value 1').value).toBe(SEALED);
});
