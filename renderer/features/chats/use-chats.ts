import { perApp } from '../../state/use-app.ts';
import { createBots } from './bots.ts';
import { createChat } from './chat.ts';
import { createCompare } from './compare.ts';
import { createConversations } from './conversations.ts';

export const useChat = perApp((app) => createChat(app));
export const useConversations = perApp(createConversations);
export const useBots = perApp(createBots);
export const useCompare = perApp((app) => createCompare(app));
