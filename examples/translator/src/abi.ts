import { parseAbi } from 'viem';

/** Of contracts/Bilingual.sol. */
export const abi = parseAbi([
  'function translator() view returns (string)',
  'function offers(uint256 id) view returns (address buyer, uint8 stage, uint40 until, address seller, uint96 price, bytes32 german)',
  'function offer(string english, address seller, uint40 until) payable returns (uint256 id, string german)',
  'function accept(uint256 id, string german)',
  'function takeBack(uint256 id)',
  'function withdraw(address to) returns (uint256 amount)',
  'function owed(address account) view returns (uint256)',
  'function totalOwed() view returns (uint256)',
  'event Offered(uint256 indexed id, address indexed buyer, address indexed seller, string english, string german)',
  'event Accepted(uint256 indexed id)',
  'event TakenBack(uint256 indexed id)',
  'error NotATranslator(string translator)',
  'error NothingSaid()',
  'error NoPrice()',
  'error NoTime(uint40 until)',
  'error NotOpen(uint256 id, uint8 stage)',
  'error NotTheSeller(address seller)',
  'error TooLate(uint40 until)',
  'error TooEarly(uint40 until)',
  'error OtherWords(bytes32 german)',
  'error NothingOwed(address account)',
]);
