export { type Authenticate, createDeck, type Deck, type DeckOptions } from "./deck.ts";
export { type ListeningServer, type ListenOptions, listen } from "./http/listen.ts";
