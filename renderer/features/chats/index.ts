import { MessagesSquare } from 'lucide-react';
import type { Feature } from '../../state/feature.ts';
import { ChatsPage } from './chats-page.tsx';

export const chats: Feature = { id: 'chats', icon: MessagesSquare, place: 'use', Page: ChatsPage };
