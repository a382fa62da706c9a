import { BookOpen, FileText } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { hashOf } from '../../state/navigation.ts';
import { DropTarget } from './drop-target.tsx';
import { ManualsPage } from './manuals-page.tsx';

export const manuals: Feature = {
  id: 'manuals',
  icon: BookOpen,
  place: 'use',
  Page: ManualsPage,
  Always: DropTarget,
  commands: ({ library, navigation }) =>
    (library.getState().manuals ?? [])
      .filter(({ replacedBy }) => replacedBy === null)
      .map(({ id, title, fileName }) => ({
        id: `manual-${id}`,
        title,
        detail: fileName,
        icon: FileText,
        run: () => navigation.go('manuals', id),
      })),
  async find({ service, library }, query, signal) {
    const { items } = await service.call('manual.search', { query, limit: 6 }, { signal });
    const titles = new Map(library.getState().manuals?.map(({ id, title }) => [id, title]));
    return items.map(({ manual, page, text, headings }, i) => ({
      id: `passage-${i}`,
      title: `${titles.get(manual) ?? ''} · ${headings.at(-1) ?? ''} (${page})`,
      detail: text,
      icon: FileText,
      run: () => {
        window.location.hash = hashOf('manuals', manual, { page: `${page}`, find: query });
      },
    }));
  },
};
