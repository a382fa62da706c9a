import { MessagesSquare, SquarePen } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { ChatsPage } from './chats-page.tsx';

export const chats: Feature = {
  id: 'chats',
  icon: MessagesSquare,
  place: 'use',
  Page: ChatsPage,
  commands: ({ library, navigation }) =>
    (library.getState().bots ?? []).map(({ id, name, manualTitle }) => ({
      id: `bot-${id}`,
      title: name,
      detail: manualTitle,
      icon: SquarePen,
      run: () => navigation.go('chats', 'new', { bot: id }),
    })),
  async find({ service, navigation }, query, signal) {
    const { items } = await service.call('conversation.list', { query, limit: 6 }, { signal });
    return items.map(({ id, title, botName }) => ({
      id: `chat-${id}`,
      title,
      detail: botName,
      icon: MessagesSquare,
      run: () => navigation.go('chats', id),
    }));
  },
};
