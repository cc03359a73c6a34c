// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPermissions} from "./interfaces/IPermissions.sol";

/// @title Who may do what, by the votes of members (rule D30)
/// @dev Nodes read slots 0 to 11 directly and genesis writes them: their layout is part of consensus. It calls itself
/// and SHA-256, nobody else. All loops are over at most 64 members or validators, or over what the sender pays for.
contract Permissions is IPermissions {
    /// @dev A proposal, while it may be open.
    /// @param proposer Who proposes.
    /// @param seat The seat that the proposer had: another one, or none, closes it.
    /// @param expires The last block in which it can be done.
    /// @param calls ABI-encoded `bytes[]`.
    struct Proposal {
        address proposer;
        uint256 seat;
        uint256 expires;
        bytes calls;
    }

    /// @dev So that counting votes stays cheap.
    uint256 private constant MOST_MEMBERS = 64;
    /// @dev See MOST_MEMBERS.
    uint256 private constant MOST_VALIDATORS = 64;
    /// @dev Of one member at once.
    uint256 private constant MOST_PROPOSALS = 8;
    /// @dev ABI-encoded.
    uint256 private constant MOST_PROPOSAL_BYTES = 8_192;
    /// @dev A proposal must be there long enough to be voted for, however fast blocks come.
    uint256 private constant LEAST_PROPOSAL_BLOCKS = 1_000;
    /// @dev See LEAST_PROPOSAL_BLOCKS.
    uint256 private constant MOST_PROPOSAL_BLOCKS = 1_000_000_000;
    /// @dev Bits of rules, and but for the first of rights.
    uint256 private constant NODES = 1;
    /// @dev See NODES.
    uint256 private constant SEND = 2;
    /// @dev See NODES.
    uint256 private constant ALL_BITS = 15;
    /// @dev Accounts with rights that are looked at for one that could send for members.
    uint256 private constant MOST_SENDERS = 64;

    /// @dev Slot 0.
    uint256 private _rules;
    /// @dev Slot 1.
    uint256 private _threshold;
    /// @dev Slot 2.
    uint256 private _proposalBlocks;
    /// @dev Slot 3.
    address[] private _members;
    /// @dev Slot 4; four slots each.
    Validator[] private _validators;
    /// @dev Slot 5.
    bytes20[] private _nodes;
    /// @dev Slot 6.
    address[] private _accounts;
    /// @dev Slot 7: a number for each membership, never used again: what a removed member did stays undone when it
    /// comes back.
    mapping(address member => uint256 seat) private _seats;
    /// @dev Slot 8: place in the list, from 1.
    mapping(bytes32 key => uint256 place) private _validatorPlaces;
    /// @dev Slot 9: place in the list, from 1.
    mapping(bytes20 node => uint256 place) private _nodePlaces;
    /// @dev Slot 10: place in the list, from 1, times 256, and the rights.
    mapping(address account => uint256 placeAndRights) private _rights;
    /// @dev Slot 11: by the address that the engine gives a validator, the first 20 bytes of its key's SHA-256.
    mapping(bytes20 engineAddress => address payee) private _payees;
    /// @dev Slot 12.
    uint256 private _seatCount;
    /// @dev Proposals so far.
    uint256 private _proposalCount;
    /// @dev Those that may be open.
    mapping(uint256 id => Proposal) private _proposals;
    /// @dev Votes of seats, whoever has them.
    mapping(uint256 id => mapping(uint256 seat => bool)) private _votes;
    /// @dev Numbers of proposals that may be open, and zeros.
    mapping(uint256 seat => uint256[MOST_PROPOSALS]) private _proposalsOf;

    /// @dev Calls that a proposal makes.
    modifier byVote() {
        if (msg.sender != address(this)) revert OnlyByVote();
        _;
    }

    /// @inheritdoc IPermissions
    function propose(bytes[] calldata calls) external returns (uint256 id) {
        uint256 seat = _seatOfSender();
        bytes memory encoded = abi.encode(calls);
        if (calls.length == 0 || encoded.length > MOST_PROPOSAL_BYTES) revert InvalidProposal(MOST_PROPOSAL_BYTES);
        id = ++_proposalCount;
        uint256 expires = block.number + _proposalBlocks;
        _takePlace(seat, id);
        _proposals[id] = Proposal(msg.sender, seat, expires, encoded);
        emit Proposed(id, msg.sender, expires, calls);
        _vote(id, seat);
    }

    /// @inheritdoc IPermissions
    function vote(uint256 id) external {
        uint256 seat = _seatOfSender();
        _expectOpen(id);
        if (_votes[id][seat]) revert VotedAlready(id, msg.sender);
        _vote(id, seat);
    }

    /// @inheritdoc IPermissions
    function revokeVote(uint256 id) external {
        uint256 seat = _seatOfSender();
        _expectOpen(id);
        if (!_votes[id][seat]) revert NotVoted(id, msg.sender);
        _votes[id][seat] = false;
        emit VoteRevoked(id, msg.sender);
    }

    /// @inheritdoc IPermissions
    function withdraw(uint256 id) external {
        _seatOfSender();
        _expectOpen(id);
        address proposer = _proposals[id].proposer;
        if (msg.sender != proposer) revert NotProposer(id, proposer);
        delete _proposals[id];
        emit Withdrawn(id);
    }

    /// @inheritdoc IPermissions
    function execute(uint256 id) external {
        _seatOfSender();
        _expectOpen(id);
        uint256 votes = _countVotes(id);
        if (votes < _threshold) revert NotEnoughVotes(id, votes, _threshold);
        _execute(id);
    }

    /// @inheritdoc IPermissions
    function addMember(address member) external byVote {
        _addMember(member);
    }

    /// @inheritdoc IPermissions
    function removeMember(address member) external byVote {
        for (uint256 i = 0; i < _validators.length; ++i) {
            if (_validators[i].member == member) revert MemberRunsValidator(_validators[i].key);
        }
        _removeMember(member);
    }

    /// @inheritdoc IPermissions
    function replaceMember(address member, address replacement) external byVote {
        _removeMember(member);
        _addMember(replacement);
        for (uint256 i = 0; i < _validators.length; ++i) {
            Validator storage validator = _validators[i];
            if (validator.member != member) continue;
            validator.member = replacement;
            emit ValidatorAdded(validator.key, validator.payee, replacement, validator.node);
        }
    }

    /// @inheritdoc IPermissions
    function setThreshold(uint256 threshold) external byVote {
        _threshold = threshold;
        emit ThresholdChanged(threshold);
    }

    /// @inheritdoc IPermissions
    function setProposalBlocks(uint256 proposalBlocks) external byVote {
        if (proposalBlocks < LEAST_PROPOSAL_BLOCKS || proposalBlocks > MOST_PROPOSAL_BLOCKS) {
            revert InvalidProposalBlocks(LEAST_PROPOSAL_BLOCKS, MOST_PROPOSAL_BLOCKS);
        }
        _proposalBlocks = proposalBlocks;
        emit ProposalBlocksChanged(proposalBlocks);
    }

    /// @inheritdoc IPermissions
    function addValidator(Validator calldata validator) external byVote {
        if (_validators.length == MOST_VALIDATORS) revert ListFull(MOST_VALIDATORS);
        _validators.push();
        _setValidator(_validators.length - 1, validator);
    }

    /// @inheritdoc IPermissions
    function removeValidator(bytes32 key) external byVote {
        uint256 index = _forgetKey(key);
        uint256 last = _validators.length - 1;
        if (index != last) {
            _validators[index] = _validators[last];
            _validatorPlaces[_validators[index].key] = index + 1;
        }
        _validators.pop();
    }

    /// @inheritdoc IPermissions
    function replaceValidator(bytes32 key, Validator calldata validator) external byVote {
        _setValidator(_forgetKey(key), validator);
    }

    /// @inheritdoc IPermissions
    function addNode(bytes20 node) external byVote {
        if (node == bytes20(0)) revert InvalidEntry();
        if (_nodePlaces[node] != 0) revert ListedAlready(bytes32(node));
        _nodes.push(node);
        _nodePlaces[node] = _nodes.length;
        emit NodeAdded(node);
    }

    /// @inheritdoc IPermissions
    function removeNode(bytes20 node) external byVote {
        uint256 place = _nodePlaces[node];
        if (place == 0) revert NotListed(bytes32(node));
        bytes20 last = _nodes[_nodes.length - 1];
        _nodes[place - 1] = last;
        _nodePlaces[last] = place;
        _nodes.pop();
        delete _nodePlaces[node];
        emit NodeRemoved(node);
    }

    /// @inheritdoc IPermissions
    function setRights(address[] calldata list, uint256 rights) external byVote {
        if (rights & ~(ALL_BITS & ~NODES) != 0) revert InvalidBits(rights);
        for (uint256 i = 0; i < list.length; ++i) _setRights(list[i], rights);
    }

    /// @inheritdoc IPermissions
    function setRules(uint256 rules) external byVote {
        if (rules & ~ALL_BITS != 0) revert InvalidBits(rules);
        _rules = rules;
        emit RulesChanged(rules);
    }

    /// @inheritdoc IPermissions
    function settings() external view returns (uint256 rules, uint256 threshold, uint256 proposalBlocks) {
        return (_rules, _threshold, _proposalBlocks);
    }

    /// @inheritdoc IPermissions
    function members() external view returns (address[] memory list) {
        return _members;
    }

    /// @inheritdoc IPermissions
    function validators() external view returns (Validator[] memory list) {
        return _validators;
    }

    /// @inheritdoc IPermissions
    function nodes(uint256 from, uint256 most) external view returns (bytes20[] memory list) {
        list = new bytes20[](_pageLength(_nodes.length, from, most));
        for (uint256 i = 0; i < list.length; ++i) list[i] = _nodes[from + i];
    }

    /// @inheritdoc IPermissions
    function accounts(uint256 from, uint256 most)
        external
        view
        returns (address[] memory list, uint256[] memory rights)
    {
        list = new address[](_pageLength(_accounts.length, from, most));
        rights = new uint256[](list.length);
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = _accounts[from + i];
            rights[i] = rightsOf(list[i]);
        }
    }

    /// @inheritdoc IPermissions
    function rightsOf(address account) public view returns (uint256 rights) {
        return _rights[account] & 255;
    }

    /// @inheritdoc IPermissions
    function openProposals() external view returns (uint256[] memory ids) {
        uint256[] memory found = new uint256[](_members.length * MOST_PROPOSALS);
        uint256 count = 0;
        for (uint256 i = 0; i < _members.length; ++i) {
            uint256[MOST_PROPOSALS] storage own = _proposalsOf[_seats[_members[i]]];
            for (uint256 j = 0; j < MOST_PROPOSALS; ++j) if (_isOpen(own[j])) found[count++] = own[j];
        }
        ids = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) ids[i] = found[i];
    }

    /// @inheritdoc IPermissions
    function proposal(uint256 id)
        external
        view
        returns (address proposer, uint256 expires, bytes[] memory calls, address[] memory voters)
    {
        _expectOpen(id);
        Proposal storage open = _proposals[id];
        voters = new address[](_countVotes(id));
        uint256 count = 0;
        for (uint256 i = 0; i < _members.length; ++i) {
            if (_votes[id][_seats[_members[i]]]) voters[count++] = _members[i];
        }
        return (open.proposer, open.expires, abi.decode(open.calls, (bytes[])), voters);
    }

    /// @dev The seat of the sender, who must be a member.
    function _seatOfSender() private view returns (uint256 seat) {
        seat = _seats[msg.sender];
        if (seat == 0) revert NotMember(msg.sender);
    }

    /// @dev Neither done, nor withdrawn, nor too old, and of a member that never left.
    function _isOpen(uint256 id) private view returns (bool) {
        Proposal storage open = _proposals[id];
        return open.seat != 0 && block.number <= open.expires && _seats[open.proposer] == open.seat;
    }

    /// @dev See `_isOpen`.
    function _expectOpen(uint256 id) private view {
        if (!_isOpen(id)) revert NotOpen(id);
    }

    /// @dev Notes a proposal among those of its proposer, in place of one that is closed.
    function _takePlace(uint256 seat, uint256 id) private {
        uint256[MOST_PROPOSALS] storage own = _proposalsOf[seat];
        for (uint256 i = 0; i < MOST_PROPOSALS; ++i) {
            uint256 former = own[i];
            if (_isOpen(former)) continue;
            if (former != 0) delete _proposals[former];
            own[i] = id;
            return;
        }
        revert TooManyProposals(MOST_PROPOSALS);
    }

    /// @dev Notes a vote, and does what it decides.
    function _vote(uint256 id, uint256 seat) private {
        _votes[id][seat] = true;
        emit Voted(id, msg.sender);
        if (_countVotes(id) >= _threshold) _execute(id);
    }

    /// @dev Votes of those who are members now.
    function _countVotes(uint256 id) private view returns (uint256 count) {
        for (uint256 i = 0; i < _members.length; ++i) if (_votes[id][_seats[_members[i]]]) ++count;
    }

    /// @dev Makes a proposal's calls, all or none, and sees that what must always hold still does.
    function _execute(uint256 id) private {
        bytes[] memory calls = abi.decode(_proposals[id].calls, (bytes[]));
        delete _proposals[id];
        bool hadValidators = _validators.length != 0;
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool success, bytes memory answer) = address(this).call(calls[i]);
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(answer, 32), mload(answer))
                }
            }
        }
        if (_threshold == 0 || _threshold > _members.length) revert InvalidThreshold(_threshold, _members.length);
        if (hadValidators && _validators.length == 0) revert NoValidatorLeft();
        if (_rules & NODES != 0) {
            for (uint256 i = 0; i < _validators.length; ++i) {
                if (_validators[i].node == bytes20(0)) revert ValidatorWithoutNode(_validators[i].key);
            }
        }
        if (_rules & SEND != 0 && !_membersAreHeard()) revert MembersNotHeard();
        emit Executed(id);
    }

    /// @dev True if as many members as votes are needed send transactions themselves, or one of the first accounts that
    /// may send does, which contracts among the members can be called by.
    function _membersAreHeard() private view returns (bool) {
        uint256 count = 0;
        for (uint256 i = 0; i < _members.length; ++i) {
            if (_signs(_members[i]) && ++count == _threshold) return true;
        }
        for (uint256 i = 0; i < _accounts.length && i < MOST_SENDERS; ++i) {
            if (_rights[_accounts[i]] & SEND != 0 && _signs(_accounts[i])) return true;
        }
        return false;
    }

    /// @dev True if transactions of an account can be signed: it has no code, or another's by EIP-7702.
    function _signs(address account) private view returns (bool) {
        uint256 length = account.code.length;
        return length == 0 || (length == 23 && bytes3(account.code) == 0xef0100);
    }

    /// @dev Gives a new member a seat that nobody had.
    function _addMember(address member) private {
        if (member == address(0) || member == address(this)) revert InvalidEntry();
        if (_seats[member] != 0) revert ListedAlready(bytes32(uint256(uint160(member))));
        if (_members.length == MOST_MEMBERS) revert ListFull(MOST_MEMBERS);
        _members.push(member);
        _seats[member] = ++_seatCount;
        emit MemberAdded(member);
    }

    /// @dev Takes a member's seat away.
    function _removeMember(address member) private {
        if (_seats[member] == 0) revert NotListed(bytes32(uint256(uint160(member))));
        delete _seats[member];
        uint256 last = _members.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            if (_members[i] != member) continue;
            _members[i] = _members[last];
            break;
        }
        _members.pop();
        emit MemberRemoved(member);
    }

    /// @dev Writes a validator to its place in the list.
    function _setValidator(uint256 index, Validator calldata validator) private {
        bytes32 key = validator.key;
        if (key == bytes32(0) || validator.payee == address(0)) revert InvalidEntry();
        if (_validatorPlaces[key] != 0) revert ListedAlready(key);
        if (_seats[validator.member] == 0) revert NotMember(validator.member);
        _validators[index] = validator;
        _validatorPlaces[key] = index + 1;
        _payees[_engineAddress(key)] = validator.payee;
        emit ValidatorAdded(key, validator.payee, validator.member, validator.node);
    }

    /// @dev Takes a key from those of validators; returns the index of its validator.
    function _forgetKey(bytes32 key) private returns (uint256 index) {
        uint256 place = _validatorPlaces[key];
        if (place == 0) revert NotListed(key);
        delete _validatorPlaces[key];
        delete _payees[_engineAddress(key)];
        emit ValidatorRemoved(key);
        return place - 1;
    }

    /// @dev Sets an account's rights; without any it leaves the list.
    function _setRights(address account, uint256 rights) private {
        uint256 place = _rights[account] >> 8;
        if (rights != 0) {
            if (place == 0) {
                _accounts.push(account);
                place = _accounts.length;
            }
            _rights[account] = (place << 8) | rights;
        } else if (place != 0) {
            address last = _accounts[_accounts.length - 1];
            _accounts[place - 1] = last;
            _rights[last] = (place << 8) | rightsOf(last);
            _accounts.pop();
            delete _rights[account];
        }
        emit RightsChanged(account, rights);
    }

    /// @dev The address that the engine gives a validator.
    function _engineAddress(bytes32 key) private pure returns (bytes20) {
        return bytes20(sha256(abi.encodePacked(key)));
    }

    /// @dev Entries of a page.
    function _pageLength(uint256 length, uint256 from, uint256 most) private pure returns (uint256) {
        if (from >= length) return 0;
        return length - from < most ? length - from : most;
    }
}
