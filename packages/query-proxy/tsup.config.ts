import { library } from '@as/build/library'

export default library(['src/index.ts', 'src/redis.ts', 'src/search-thread.ts'])
