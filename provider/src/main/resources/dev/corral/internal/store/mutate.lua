-- One change, applied to each of n keys of one shard: value, version, expiry, lease and message in one step.
--
-- KEYS  1 metadata; then per key: record, lease; then those of all tags that are to be put
-- ARGV  1 one after the other:
--         condition   '*' any, '-' absent, '+' present, 'v' the version given per key
--         change      'P' put, 'D' delete, 'T' touch (expiry only), 'K' keep
--         lease rule  'n' no lease: voids a load lease; 'a' releases this lease if still held;
--                     'l' commits only under this load lease; 'x' only under this exclusive lease;
--                     'f' voids any lease
--         wanted      a digit, the sum of 1: the old record, 2: an expired, unclaimed record (claimed by this),
--                     4: messages carry the records, and expired ones are told of too
--         grace in ms for which an expired record stays readable (8 bytes, as all numbers here)
--         least sequence
--         fresh epoch, used where metadata is missing
--         origin of the message
--       2 channel of the shard's messages
--       3 channel on which who waits for a lease is woken
--       then per key its terms: nonce; checksum (4 bytes); lifetime in ms if created (-1 eternal, 0 do not keep); lifetime
--       in ms if updated or touched (-1 eternal, 0 ends now, -2 as it is); then, unless there are none of these, version
--       (16 bytes), lease token (16 bytes) and the tags to put, each after its length of 2 bytes;
--       and its body: all that follows the expiry
-- Reply now in us, epoch; then per key {status, was live (0, 1), sequence, old record or nil, expired record or nil, nonce,
-- expiry in ms of the record that was written, or 0}; sequence and nonce are the shard's after the key's change
local NOT_APPLIED, CREATED, UPDATED, DELETED, TOUCHED, KEPT, REFUSED, SUPERSEDED, NOT_KEPT, NULL_KEPT =
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9
local BODY_OF_NULL = 12
local us = micros()
local now = math.floor(us / 1000)
local condition, change, rule, digit, grace, asked, fresh, origin = struct.unpack('>c1c1c1c1I8I8c8c8', ARGV[1])
local wanted, least, channel, wakes = tonumber(digit), credible(asked, us), ARGV[2], ARGV[3]
local wantsOld, wantsExpired, tellsRecords = wanted % 2 >= 1, wanted % 4 >= 2, wanted >= 4
local epoch, sequence, nonce, _, untagged = metadata(KEYS[1], fresh)
local messages, changed = {}, false

-- Several go out as one, with what they have in common told once; unless they carry records, which may be large.
local function publishAll(channel, messages, apart)
  if #messages > 1 and not apart then
    local parts = { '\2' .. string.sub(messages[1], 3, 34) }
    for i, m in ipairs(messages) do parts[i + 1] = string.sub(m, 2, 2) .. string.sub(m, 35) end
    messages = { table.concat(parts) }
  end
  for _, m in ipairs(messages) do publish(channel, m) end
end

local function ms(number)
  return string.format('%.0f', number)
end

local function endOf(lifetime)
  return lifetime == -1 and ETERNAL or now + lifetime
end

-- Takes the next version, which every change of a value has of its own; returns the one before.
local function advance(theNonce)
  local previous = struct.pack('>I8', sequence) .. nonce
  sequence, nonce, changed = math.max(sequence + 1, us, least), theNonce, true
  return previous
end

-- The nonce of a change that met nothing and left nothing: with its last bit the other way, so that who lost the reply
-- can tell it from one that removed something.
local function ofNothing(theNonce)
  local last = string.byte(theNonce, 8)
  return string.sub(theNonce, 1, 7) .. string.char(last % 2 == 0 and last + 1 or last - 1)
end

local function tell(kind, key, previous, old, new)
  messages[#messages + 1] = message(kind, origin, epoch, previous, struct.pack('>I8', sequence) .. nonce, key,
    tellsRecords and old, new)
end

-- UNLINK goes first: after it, a server with no memory left lets the rest of the script pass.
local function delete(key)
  redis.call('UNLINK', key)
end

-- How long in ms a record that expires then stays in Redis; nil if it does without end.
local function stay(expiry)
  return expiry ~= ETERNAL and expiry - now + grace or nil
end

local function set(key, text, left)
  if left then
    redis.call('SET', key, text, 'PX', ms(left))
  else
    redis.call('SET', key, text)
  end
end

-- The tags to put, with their stamps of now: {key, name with its length, stamp, whether the stamp is new}. A tag that is
-- missing, or was stamped before the metadata was lost, gets a new one: as if last invalidated when any tag was.
local function stampedTags(names, theNonce)
  local tags, at = {}, 1
  while at <= #names do
    local size = struct.unpack('>I2', names, at)
    local key = tagKey(string.sub(names, at + 2, at + size + 1))
    local stamp = read('GET', key)
    local isNew = not stamp or #stamp ~= 16 or struct.unpack('>I8', stamp) > untagged
    tags[#tags + 1] = { key = key, name = string.sub(names, at, at + size + 1), isNew = isNew,
      stamp = isNew and struct.pack('>I8', untagged) .. theNonce or stamp }
    at = at + size + 2
  end
  return tags
end

-- Whether one of the tags was invalidated after a lease was granted.
local function invalidatedSince(tags, granted)
  for _, tag in ipairs(tags) do
    if struct.unpack('>I8', tag.stamp) > granted then return true end
  end
  return false
end

-- Writes the stamps that are new; each tag lives at least as long as a record that has it.
local function keepTags(tags, left)
  for _, tag in ipairs(tags) do
    if tag.isNew then
      set(tag.key, tag.stamp, left)
    else
      keepTag(tag.key, left)
    end
  end
end

local function blockOf(tags)
  local block = ''
  for _, tag in ipairs(tags) do block = block .. tag.name .. tag.stamp end
  return #tags > 0 and struct.pack('>I2', #block) .. block or ''
end

-- The record goes first: on a server that has no memory left it fails before anything was written.
local function put(key, record, expiry, tags)
  local left = stay(expiry)
  if left and left <= 0 then
    delete(key)
  else
    set(key, record, left)
    keepTags(tags, left)
  end
end

local function touch(key, header, expiry)
  local left = stay(expiry)
  if left and left <= 0 then
    delete(key)
    return
  end
  if left then
    redis.call('PEXPIRE', key, ms(left))
  else
    redis.call('PERSIST', key)
  end
  redis.call('SETRANGE', key, 32, struct.pack('>I8', expiry))
  if tagged(header) then
    for _, tag in ipairs(tagsOf(key)) do keepTag(tag, left) end
  end
end

local function apply(recordKey, leaseKey, terms, body)
  local theNonce, checksum, created, updated = struct.unpack('>c8c4i8i8', terms)
  local version, token, names = string.sub(terms, 29, 44), string.sub(terms, 45, 60), string.sub(terms, 61)
  local header = read('GETRANGE', recordKey, 0, HEADER - 1)
  local life, expiry = state(header, epoch, now, recordKey)
  local live = life == LIVE
  local kind, holder, leaseEpoch, awaited, granted = lease(leaseKey)
  local mine = kind and holder == token
  local tags = stampedTags(names, theNonce)

  if rule == 'l' or rule == 'x' then
    local refusal = not mine and REFUSED or leaseEpoch ~= epoch and (rule == 'x' and SUPERSEDED or REFUSED)
    local late = not refusal and rule == 'l' and invalidatedSince(tags, granted)
    if refusal or late then
      if mine then endLease(leaseKey, awaited, wakes) end
      -- The next load of the same tags is not late only because some were missing.
      if late and created ~= 0 then keepTags(tags, stay(endOf(created))) end
      refusal = refusal or REFUSED
      return { refusal, live and 1 or 0, sequence, false, false, nonce, 0 }
    end
  end

  local holds = condition == '*' or condition == '-' and not live or condition == '+' and live
    or condition == 'v' and life ~= ABSENT and string.sub(header, 17, 32) == version
  local writes = holds and (change == 'P' or change == 'D')
  local claims = wantsExpired and life == EXPIRED and not claimed(header)
  local old = live and (wantsOld or tellsRecords and writes) and redis.call('GET', recordKey) or false
  local gone = claims and redis.call('GET', recordKey) or false
  local status, ends = NOT_APPLIED, 0

  if change == 'K' then
    status = KEPT
  elseif holds and change == 'T' then
    if live and updated ~= -2 then
      touch(recordKey, header, endOf(updated))
      status = TOUCHED
    elseif life == NULL then
      status = NULL_KEPT
    end
  elseif holds and change == 'D' then
    delete(recordKey)
    if live then
      tell('D', recordKey, advance(theNonce), old or '', '')
      status = DELETED
    else
      tell('I', recordKey, advance(ofNothing(theNonce)), '', '')
    end
  elseif holds and not live and created == 0 then
    delete(recordKey)
    tell('I', recordKey, advance(ofNothing(theNonce)), '', '')
    status = NOT_KEPT
  elseif holds then
    status = live and UPDATED or CREATED
    ends = not live and endOf(created) or updated == -2 and expiry or endOf(updated)
    local previous = advance(theNonce)
    local flags = (live and 0 or 2) + (#body == BODY_OF_NULL and 4 or 0) + (#tags > 0 and 8 or 0)
    local record = '\199\1' .. string.char(flags) .. '\0' .. checksum .. epoch
      .. struct.pack('>I8', sequence) .. theNonce .. struct.pack('>I8', ends) .. string.sub(body, 1, BODY_OF_NULL)
      .. blockOf(tags) .. string.sub(body, BODY_OF_NULL + 1)
    tell(live and 'U' or 'C', recordKey, previous, old or '', record)
    put(recordKey, record, ends, tags)
  end

  if gone then
    if not writes then claim(recordKey, header) end
    if tellsRecords then tell('E', recordKey, struct.pack('>I8', sequence) .. nonce, gone, '') end
  end
  if mine or kind and rule == 'f' or kind == 'L' and writes then endLease(leaseKey, awaited, wakes) end
  return { status, live and 1 or 0, sequence, wantsOld and old, gone, nonce, ends }
end

local replies = { us, epoch }
for i = 1, (#ARGV - 3) / 2 do
  replies[#replies + 1] = apply(KEYS[2 * i], KEYS[2 * i + 1], ARGV[2 * i + 2], ARGV[2 * i + 3])
end
if changed then redis.call('SET', KEYS[1], stamped(epoch, sequence, nonce, untagged)) end
publishAll(channel, messages, tellsRecords)
return replies
