import { render, screen } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answering } from '../lib/ipc/mock/testing';
import FilePath from './FilePath.svelte';
import PartFields from './PartFields.svelte';

const facts = (path: unknown, length: number | null) => ({
  path,
  name: String(path).split('/').at(-1),
  length,
  trouble: length === null ? 'it is not there' : null,
});

it.each([
  ['/home/a/photo.jpg', 2_411_724, '2.4 MB', null],
  ['C:\\Users\\a b\\ü.txt', 0, '0 B', null],
  ['/tmp/gone.bin', null, 'not found', 'true'],
])('says of %s what is there', async (path, length, words, invalid) => {
  answering({ look_at_file: ({ path }) => facts(path, length) });
  render(FilePath, { label: 'File', path, onchange: () => {} });
  await vi.waitFor(() => expect(screen.getByTestId('file-facts').textContent).toBe(words));
  expect(screen.getByLabelText('File').getAttribute('aria-invalid')).toBe(invalid);
});

it('looks again when the window is looked at again', async () => {
  let there = false;
  answering({ look_at_file: ({ path }) => facts(path, there ? 7 : null) });
  render(FilePath, { label: 'File', path: '/tmp/late', onchange: () => {} });
  await vi.waitFor(() => expect(screen.getByTestId('file-facts').textContent).toBe('not found'));
  there = true;
  window.dispatchEvent(new Event('focus'));
  await vi.waitFor(() => expect(screen.getByTestId('file-facts').textContent).toBe('7 B'));
});

it('takes the path of the file that is chosen, and nothing where nobody chooses', async () => {
  const person = userEvent.setup();
  let answer: unknown = null;
  answering({ choose_file: () => answer, look_at_file: ({ path }) => facts(path, 1) });
  const changed: string[] = [];
  render(FilePath, { label: 'File', path: '', onchange: (to: string) => changed.push(to) });
  await person.click(screen.getByTestId('file-choose'));
  expect(changed).toEqual([]);
  answer = facts('/home/a/b.txt', 1);
  await person.click(screen.getByTestId('file-choose'));
  await vi.waitFor(() => expect(changed).toEqual(['/home/a/b.txt']));
});

it('chooses the file of one part and leaves the others', async () => {
  const person = userEvent.setup();
  answering({
    choose_file: () => facts('/home/a/b.txt', 1),
    look_at_file: ({ path }) => facts(path, 1),
  });
  const part = {
    name: 'x',
    is_file: false,
    value: 't',
    file_name: '',
    media_type: '',
    enabled: true,
  };
  const props = { parts: [part, { ...part, is_file: true, value: '/old' }], onchange: vi.fn() };
  render(PartFields, props);
  await person.click(screen.getByRole('button', { name: 'Choose file 2' }));
  await vi.waitFor(() =>
    expect(screen.getByLabelText<HTMLInputElement>('File 2').value).toBe('/home/a/b.txt'),
  );
  expect(screen.getByLabelText<HTMLInputElement>('Value 1').value).toBe('t');
  expect(props.onchange).toHaveBeenCalledTimes(1);
});
